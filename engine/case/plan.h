/* SPDX-License-Identifier: EUPL-1.2 */
/* plan.h: a correlation rule, compiled: which entries it looks at, in which frame of time, and from
 * when it raises.
 *
 * Compiled from the rule's document (docs/cases.md has the grammar). Owned by the arena it was
 * compiled into, const afterwards, shared by all cases. Every threshold comes from the pack; this
 * file knows none. */
#ifndef WV_CASE_PLAN_H
#define WV_CASE_PLAN_H

#include "base/map.h"
#include "case/entry.h"
#include "model/alert.h"

enum {
    WV_PLAN_SIGNALS_MAX = 256, /* bits of a signal set; the taxonomy has 111 slugs */
    WV_PLAN_CLASSES_MAX = 16,
    WV_PLAN_LEVELS_MAX = 8,
    WV_PLAN_COMPANIONS_MAX = 4,
    WV_PLAN_TESTS_MAX = 16,
    WV_PLAN_CODE = 190, /* pack/codes.h: CORRELATION_SYNTAX */
};

typedef enum wv_test_field {
    WV_TEST_KIND,
    WV_TEST_TYPE,
    WV_TEST_CHANNEL,
    WV_TEST_CODE,
    WV_TEST_SOURCE,
    WV_TEST_REPORTER,
    WV_TEST_HANDLER,
    WV_TEST_FROM,
    WV_TEST_TO,
    WV_TEST_ATTR,
    WV_TEST_NIGHT,
    WV_TEST_UNWANTED,
    WV_TEST_GROUP,
    WV_TEST_MUTUAL,
    WV_TEST_PLACED,
    WV_TEST_AGREED,
    WV_TEST_SIGNAL,
    WV_TEST_SEVERITY,
    WV_TEST_BASIS,
    WV_TEST_DIRECTION,
    WV_TEST_LABEL,
    WV_TEST_CLAIMED,
    WV_TEST_MADE,
} wv_test_field;

typedef enum wv_test_op {
    WV_OP_EQUALS,
    WV_OP_GTE,
    WV_OP_LTE,
    WV_OP_GT,
    WV_OP_LT,
    WV_OP_EXISTS,
    WV_OP_CONTAINS
} wv_test_op;

typedef struct wv_signal_set {
    uint64_t bits[WV_PLAN_SIGNALS_MAX / 64];
} wv_signal_set;

static inline bool wv_signal_in(const wv_signal_set *set, uint16_t signal)
{
    return signal < WV_PLAN_SIGNALS_MAX && (set->bits[signal / 64] >> (signal % 64) & 1);
}

/* One value of a test: a literal, or `$name.attr` of the record that opened the frame. */
typedef struct wv_test_value {
    wv_str text;
    double number;
    bool is_number, is_variable; /* variable: text is the attribute's name */
} wv_test_value;

/* Direction as sets of roles: actor in a, target in t. */
typedef struct wv_direction_set {
    uint8_t actors, targets; /* masks of 1 << wv_role */
} wv_direction_set;

typedef struct wv_test {
    wv_test_field field;
    wv_test_op op;
    bool negate, by_role, on_note;
    wv_str attr;
    const wv_test_value *values;
    uint32_t value_count;
    wv_signal_set signals;
    const wv_direction_set *directions;
    uint32_t direction_count;
    uint32_t mask; /* kinds or labels */
} wv_test;

typedef struct wv_choice { /* AND */
    const wv_test *tests;
    uint32_t count;
    bool on_notes; /* one live note must pass all tests about findings */
} wv_choice;

typedef struct wv_select { /* OR; count 0 matches nothing */
    const wv_choice *choices;
    uint32_t count;
} wv_select;

typedef enum wv_plan_type {
    WV_PLAN_EVENT_COUNT,
    WV_PLAN_VALUE_COUNT,
    WV_PLAN_TEMPORAL,
    WV_PLAN_TEMPORAL_ORDERED,
    WV_PLAN_DURING,
    WV_PLAN_ABSENT,
    WV_PLAN_RISE,
    WV_PLAN_CLIMB,
    WV_PLAN_RESUME,
    WV_PLAN_RATIO,
    WV_PLAN_SHARE,
    WV_PLAN_CAP,
} wv_plan_type;

typedef enum wv_count_field {
    WV_COUNT_SIGNAL,
    WV_COUNT_KIND,
    WV_COUNT_FAMILY,
    WV_COUNT_CHANNEL,
    WV_COUNT_HANDLER,
    WV_COUNT_SOURCE,
    WV_COUNT_REPORTER,
    WV_COUNT_CODE,
    WV_COUNT_DAY,
    WV_COUNT_ATTR,
    WV_COUNT_CLASS,
} wv_count_field;

typedef struct wv_class {
    wv_str name;
    wv_select entries;
    bool lasting; /* `expires: never`: a state, such as owning a weapon */
} wv_class;

/* Another entry that must stand within [from, to] seconds of the hit. */
typedef struct wv_companion {
    wv_select entries;
    int64_t from, to;
} wv_companion;

/* One line of `raise:`; every condition that is set must hold. */
typedef struct wv_raise_level {
    uint32_t gte, distinct, kinds, sources, steps, records;
    double ratio, share, factor;
    int64_t timespan;
    int32_t companion; /* index, -1 none */
    wv_triage triage;
} wv_raise_level;

typedef enum wv_repeat { WV_REPEAT_NEVER, WV_REPEAT_EACH, WV_REPEAT_AFTER } wv_repeat;

typedef struct wv_fact_plan {
    wv_str name;
    wv_str variable; /* builtin ($count) or attribute of the opening record */
    bool builtin;
} wv_fact_plan;

typedef struct wv_close { /* one way a frame ends */
    wv_select entries;    /* count 0: by time */
    wv_str at;            /* attribute of the opening record that holds a time */
    int64_t after;        /* seconds after the opening; 0 unset */
} wv_close;

typedef struct wv_plan {
    uint32_t rule;   /* frozen rule */
    uint16_t signal; /* what it makes: index of signals */
    bool is_pattern;
    uint32_t group; /* first plan of the same pattern: they share episodes; itself for a signal */
    wv_plan_type type;
    wv_str alias;
    wv_select entries, against, part, absent, open;
    wv_select since; /* what ends the days of `$since_days` */
    const wv_close *closes;
    uint32_t close_count;
    bool framed;
    int64_t frame_from, frame_to; /* seconds around the opening record (anchor) */
    int64_t timespan;             /* INT64_MAX: all of the past */
    int64_t gap; /* > 0: the window is a session with no silence longer than this */
    int64_t silence, baseline, bucket, within;
    wv_str sum_attr; /* weight of an entry: this attribute, else 1 */
    wv_count_field count_field;
    wv_str count_attr;
    bool same_actor; /* `group_by: [actor]` */
    const wv_class *classes;
    uint32_t class_count;
    const wv_companion *companions;
    uint32_t companion_count;
    const wv_raise_level *levels; /* the most urgent first */
    uint32_t level_count;
    wv_repeat repeat;
    int64_t repeat_after;
    bool repeat_higher, repeat_kind;
    wv_str suppress; /* of a cap: the name under which it suppresses; empty: it lowers to `cap` */
    uint8_t cap, severity, basis; /* severity and basis of the finding it makes */
    const wv_str *slugs;          /* of the pack's signals, by index */
    uint32_t slug_count;
    const wv_fact_plan *facts;
    uint32_t fact_count;
    uint32_t gate; /* bit of wv_plan_gate_of: an entry like that can matter to it at all */
    uint64_t event_types[2]; /* bit of type_number: without findings, with */
    int64_t reach;           /* how far back it can look, for the horizon; INT64_MAX: for ever */
} wv_plan;

/* Types of events that the rules name have numbers of their own; past so many, and for all other
 * types, the last number stands. */
enum { WV_PLAN_TYPES_MAX = 63, WV_PLAN_TYPE_OTHER = 63 };

typedef struct wv_plans {
    wv_arena arena;
    wv_map types;   /* of events, as rules name them -> number */
    wv_plan *items; /* signals first, then patterns; each in order of file and place */
    uint32_t count;
    uint64_t *lets_in; /* a row of bits, one a plan, for each sort of entry (wv_plans_row) */
    uint32_t row_words;
    wv_str *slugs;
    uint16_t *signal_of_rule; /* frozen rule -> index of signals */
    wv_signal_set known;
    uint64_t hash; /* of the compiled rules' documents' names: a state of another pack is refused */
} wv_plans;

uint8_t wv_plans_type_of(const wv_plans *plans, wv_str type);

/* Can the entry matter to the plan at all? By its kind, its type and whether it has findings: most
 * entries of most cases are plain messages and calls, and most rules do not look at those. */
static inline bool wv_plan_lets_in(const wv_plan *plan, const wv_entry *e)
{
    bool noted = e->note_count > 0;
    if (e->kind == WV_KIND_EVENT) return plan->event_types[noted] >> e->type_number & 1;
    return plan->gate >> ((uint32_t)e->kind << 2 | (e->head->type.n > 0) << 1 | noted) & 1;
}

/* The plans that let the entry in, as bits: a plan that does not look at the likes of a record costs
 * that record nothing, however many there are. */
enum { WV_PLAN_SORTS_EVENT = 2 * (WV_PLAN_TYPE_OTHER + 1) };
enum { WV_PLAN_SORTS = WV_PLAN_SORTS_EVENT + (WV_KIND_COUNT << 2) };

static inline const uint64_t *wv_plans_row(const wv_plans *plans, const wv_entry *e)
{
    uint32_t noted = e->note_count > 0, typed = e->head->type.n > 0;
    uint32_t sort = e->kind == WV_KIND_EVENT
                        ? (uint32_t)e->type_number << 1 | noted
                        : WV_PLAN_SORTS_EVENT + ((uint32_t)e->kind << 2 | typed << 1 | noted);
    return plans->lets_in + (size_t)sort * plans->row_words;
}

wv_rc wv_plans_compile(const wv_frozen *pack, wv_plans *out, wv_diags *diags, wv_err *err);
void wv_plans_done(wv_plans *plans);

/* --- compile_select.c: shared by plan_compile.c only
 * ------------------------------------------------------------ */

typedef struct wv_compile {
    wv_arena *arena;
    const wv_frozen *pack;
    wv_diags *diags;
    wv_str alias; /* of the frame, for $alias.attr; empty none */
    bool failed;  /* out of memory */
} wv_compile;

/* compile_gate.c: of all compiled plans, which sorts of entries they let in; false: no memory. */
bool wv_compile_gates(wv_plans *plans);
void wv_compile_select(wv_compile *c, const wv_node *node, wv_select *out);
bool wv_compile_duration(wv_compile *c, const wv_node *node, int64_t *seconds);
void wv_compile_error(wv_compile *c, const wv_node *node, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Every key of the map must be in the list; else a diagnostic with "did you mean". */
void wv_compile_keys(wv_compile *c, const wv_node *map, const char *const *keys, uint32_t count);
int wv_compile_word(wv_compile *c, const wv_node *node, const char *const *words, uint32_t count,
                    const char *what);
bool wv_compile_number(wv_compile *c, const wv_node *node, double *out);
/* Signals that a slug or glob (contact.*) names; false when none. */
bool wv_compile_signals(const wv_frozen *pack, wv_str glob, wv_signal_set *set);

#endif
