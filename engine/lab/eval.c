/* SPDX-License-Identifier: EUPL-1.2 */
/* eval.c: one labelled item and its findings -> counts.
 *
 * In: items in order. Out: tables. Neighbours: corpus.c visits, eval_text.c and its like print.
 * Invariants: counts are of (item, signal), so ten finds of one signal in one item count once; the
 * order of rows is that of first sight, reports sort by name. Cost: small next to the scan. */
#include "lab/eval.h"

#include <stdio.h>
#include <stdlib.h>

enum { ALARM_SEVERITY = 3, FOUND_SIGNALS_MAX = 128 };

/* ---- shares ---- */

/* Newton's method: the binary is linked without libm. */
static double square_root(double x)
{
    double r = x > 1 ? x : 1;
    for (int i = 0; i < 60 && x > 0; i++) r = (r + x / r) / 2;
    return x > 0 ? r : 0;
}

wv_interval wv_wilson(uint64_t k, uint64_t n)
{
    static const double z = 1.959963984540054; /* 97.5 % of the normal distribution */
    if (!n) return (wv_interval){0, 0, 1};
    double size = (double)n, p = (double)k / size, z2 = z * z;
    double middle = (p + z2 / (2 * size)) / (1 + z2 / size);
    double half = z * square_root(p * (1 - p) / size + z2 / (4 * size * size)) / (1 + z2 / size);
    double low = k == 0 ? 0 : middle - half, high = k == n ? 1 : middle + half;
    return (wv_interval){p, low, high};
}

wv_interval wv_eval_precision(const wv_score *s)
{
    return wv_wilson(s->right, s->right + s->wrong);
}

wv_interval wv_eval_recall(const wv_score *s)
{
    return wv_wilson(s->right, s->right + s->missed);
}

double wv_eval_f1(const wv_score *s)
{
    uint64_t all = 2 * s->right + s->wrong + s->missed;
    return all ? (double)(2 * s->right) / (double)all : 0;
}

/* ---- tables ---- */

static void table_done(wv_eval_table *t)
{
    wv_map_done(&t->ids);
    wv_mem_free(t->rows);
}

static wv_eval_row *row_of(wv_eval *e, wv_eval_table *t, wv_str name)
{
    static wv_eval_row spare; /* written when there is no memory; the walk ends then */
    uint32_t *at = wv_map_get(&t->ids, name);
    if (at) return &t->rows[*at];
    wv_str own = wv_arena_str(&e->arena, name);
    if (!own.p || !wv_mem_grow((void **)&t->rows, &t->capacity, t->count + 1, sizeof *t->rows) ||
        !wv_map_put(&t->ids, own, t->count, NULL)) {
        e->failed = true;
        return &spare;
    }
    t->rows[t->count] = (wv_eval_row){.name = own};
    return &t->rows[t->count++];
}

static int by_name(const void *a, const void *b, void *rows)
{
    const wv_eval_row *r = rows;
    return wv_str_cmp(r[*(const uint32_t *)a].name, r[*(const uint32_t *)b].name);
}

void wv_eval_sort(const wv_eval_table *t, uint32_t *order)
{
    for (uint32_t i = 0; i < t->count; i++) order[i] = i;
    if (t->count) qsort_r(order, t->count, sizeof *order, by_name, t->rows);
}

void wv_eval_init(wv_eval *e, const wv_frozen *pack)
{
    *e = (wv_eval){.pack = pack};
    wv_arena_init(&e->arena);
    wv_buf_init(&e->complaint);
}

void wv_eval_done(wv_eval *e)
{
    wv_eval_table *tables[] = {&e->signals, &e->rules,  &e->registers,  &e->styles,  &e->classes,
                               &e->splits,  &e->labels, &e->directions, &e->confusion};
    for (unsigned i = 0; i < sizeof tables / sizeof *tables; i++) table_done(tables[i]);
    wv_map_done(&e->pairs);
    wv_buf_done(&e->complaint);
    wv_arena_done(&e->arena);
}

/* ---- an item ---- */

typedef enum verdict { RIGHT, NEUTRAL, WRONG } verdict;

static verdict judge(const wv_gold *g, wv_str signal)
{
    if (wv_slugs_have(&g->require, signal)) return RIGHT;
    return wv_slugs_have(&g->allow, signal) ? NEUTRAL : WRONG;
}

static void add_verdict(wv_score *s, verdict v)
{
    s->right += v == RIGHT;
    s->neutral += v == NEUTRAL;
    s->wrong += v == WRONG;
}

typedef struct groups { /* the rows that this item is counted in besides its signals */
    wv_eval_row *rows[8];
    uint32_t count;
} groups;

/* "tense past": rows of one table may move while it grows, so they are looked up in two rounds. */
static void add_style(wv_eval *e, const char *what, wv_str value, groups *in)
{
    char name[96];
    int n = snprintf(name, sizeof name, "%s %.*s", what, (int)value.n, value.p);
    if (!value.n || n < 0 || (size_t)n >= sizeof name) return;
    wv_str s = {name, (uint32_t)n};
    row_of(e, &e->styles, s);
    if (in) in->rows[in->count++] = row_of(e, &e->styles, s);
}

static void add_styles(wv_eval *e, const wv_gold *g, groups *in)
{
    for (int round = 0; round < 2; round++) {
        groups *to = round ? in : NULL;
        add_style(e, "voice", g->voice, to);
        add_style(e, "tense", g->tense, to);
        add_style(e, "attribution", g->attribution, to);
        if (g->reg.n) add_style(e, "typos", g->typos ? WV_STR("yes") : WV_STR("no"), to);
    }
}

static bool was_found(const wv_founds *found, wv_str signal)
{
    for (uint32_t i = 0; i < found->count; i++)
        if (wv_found_counts(&found->items[i]) && wv_str_eq(found->items[i].signal, signal))
            return true;
    return false;
}

/* First find of its signal in the item? */
static bool is_first(const wv_founds *found, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (wv_found_counts(&found->items[i]) &&
            wv_str_eq(found->items[i].signal, found->items[at].signal))
            return false;
    return true;
}

static void score_found(wv_eval *e, const wv_lab_item *item, groups *in)
{
    const wv_founds *found = &item->found[0];
    for (uint32_t i = 0; i < found->count; i++) {
        if (!wv_found_counts(&found->items[i]) || !is_first(found, i)) continue;
        verdict v = judge(&item->gold, found->items[i].signal);
        add_verdict(&e->all.score, v);
        add_verdict(&row_of(e, &e->signals, found->items[i].signal)->score, v);
        for (uint32_t k = 0; k < in->count; k++) add_verdict(&in->rows[k]->score, v);
    }
}

static void score_missed(wv_eval *e, const wv_lab_item *item, groups *in)
{
    const wv_slugs *require = &item->gold.require;
    for (uint32_t i = 0; i < require->count; i++) {
        bool missed = !was_found(&item->found[0], require->items[i]);
        wv_eval_row *signal = row_of(e, &e->signals, require->items[i]);
        signal->items++;
        signal->score.missed += missed;
        e->all.score.missed += missed;
        for (uint32_t k = 0; k < in->count; k++) in->rows[k]->score.missed += missed;
    }
}

/* What was found instead of what was missed, in the same item. */
static void confuse(wv_eval *e, const wv_lab_item *item)
{
    char name[256];
    const wv_founds *found = &item->found[0];
    for (uint32_t m = 0; m < item->gold.require.count; m++) {
        wv_str missed = item->gold.require.items[m];
        if (was_found(found, missed)) continue;
        for (uint32_t i = 0; i < found->count; i++) {
            const wv_found *f = &found->items[i];
            if (!wv_found_counts(f) || !is_first(found, i) ||
                judge(&item->gold, f->signal) != WRONG || missed.n + f->signal.n + 4 > sizeof name)
                continue;
            memcpy(name, missed.p, missed.n);
            memcpy(name + missed.n, " -> ", 4);
            memcpy(name + missed.n + 4, f->signal.p, f->signal.n);
            row_of(e, &e->confusion, (wv_str){name, missed.n + 4 + f->signal.n})->items++;
        }
    }
}

static bool rule_seen_before(const wv_founds *found, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (wv_found_counts(&found->items[i]) &&
            wv_str_eq(found->items[i].rule, found->items[at].rule))
            return true;
    return false;
}

static void score_rules(wv_eval *e, const wv_lab_item *item)
{
    const wv_founds *found = &item->found[0];
    for (uint32_t i = 0; i < found->count; i++) {
        const wv_found *f = &found->items[i];
        if (!wv_found_counts(f) || rule_seen_before(found, i)) continue;
        wv_eval_row *rule = row_of(e, &e->rules, f->rule);
        verdict v = judge(&item->gold, f->signal);
        bool others = false;
        for (uint32_t k = 0; k < found->count && !others; k++)
            others = wv_found_counts(&found->items[k]) &&
                     wv_str_eq(found->items[k].signal, f->signal) &&
                     !wv_str_eq(found->items[k].rule, f->rule);
        rule->items++;
        rule->sole += v == RIGHT && !others;
        add_verdict(&rule->score, v);
    }
}

static uint32_t covered(const wv_founds *found, wv_str signal, wv_span gold)
{
    uint32_t n = 0;
    for (uint32_t at = gold.start; at < gold.end; at++) {
        bool in = false;
        for (uint32_t i = 0; i < found->count && !in; i++) {
            const wv_found *f = &found->items[i];
            if (!wv_found_counts(f) || !wv_str_eq(f->signal, signal)) continue;
            for (uint32_t s = 0; s < f->span_count && !in; s++)
                in = f->spans[s].start <= at && at < f->spans[s].end;
        }
        n += in;
    }
    return n;
}

static void score_spans(wv_eval *e, const wv_lab_item *item)
{
    const wv_gold *g = &item->gold;
    for (uint32_t r = 0; r < g->require.count; r++) {
        wv_str signal = g->require.items[r];
        uint64_t points = 0, in = 0;
        if (!was_found(&item->found[0], signal)) continue;
        for (uint32_t i = 0; i < g->span_count; i++) {
            if (!wv_str_eq(g->spans[i].slug, signal)) continue;
            points += g->spans[i].span.end - g->spans[i].span.start;
            in += covered(&item->found[0], signal, g->spans[i].span);
        }
        if (!points) continue;
        wv_eval_row *rows[] = {&e->all, row_of(e, &e->signals, signal)};
        for (int k = 0; k < 2; k++) {
            rows[k]->quoted++;
            rows[k]->overlap += in > 0;
            rows[k]->quote_points += points;
            rows[k]->covered_points += in;
        }
    }
}

/* A label is right when a find of the signal, shown or not, carries it; a signal that was not found
 * at all says nothing of labels. */
static void score_labels(wv_eval *e, const wv_lab_item *item)
{
    static const char *const names[] = {
#define EVAL_LABEL(name, text) text,
        WV_LABEL_TABLE(EVAL_LABEL)
#undef EVAL_LABEL
    };
    for (uint32_t i = 0; i < item->gold.label_count; i++) {
        const wv_gold_label *want = &item->gold.labels[i];
        bool any = false, labelled = false;
        for (uint32_t k = 0; k < item->found[0].count; k++) {
            const wv_found *f = &item->found[0].items[k];
            if (!wv_str_eq(f->signal, want->slug)) continue;
            any = true;
            labelled = labelled || (f->labels >> want->label & 1);
        }
        wv_eval_row *row = row_of(e, &e->labels, wv_str_of(names[want->label]));
        row->items++;
        row->score.right += labelled;
        row->score.missed += any && !labelled;
    }
}

static void score_direction(wv_eval *e, const wv_lab_item *item)
{
    const wv_gold *g = &item->gold;
    if (!g->direction.n) return;
    wv_eval_row *row = row_of(e, &e->directions, g->direction);
    bool outward = wv_str_is(g->direction, "other->target");
    for (uint32_t i = 0; i < item->found[0].count; i++) {
        const wv_found *f = &item->found[0].items[i];
        if (!wv_found_counts(f) || judge(g, f->signal) == WRONG) continue;
        wv_role actor = outward ? WV_ROLE_OTHER : WV_ROLE_TARGET;
        row->items++;
        row->score.right += f->actor == actor;
        row->score.neutral += f->actor == WV_ROLE_UNKNOWN;
        row->score.wrong += f->actor != actor && f->actor != WV_ROLE_UNKNOWN;
    }
}

static bool side_is_right(const wv_lab_item *item)
{
    for (uint32_t i = 0; i < item->gold.require.count; i++)
        if (!was_found(&item->found[0], item->gold.require.items[i])) return false;
    for (uint32_t i = 0; i < item->found[0].count; i++)
        if (wv_found_counts(&item->found[0].items[i]) &&
            judge(&item->gold, item->found[0].items[i].signal) == WRONG)
            return false;
    return true;
}

/* `pair` of the gold, or an id hp0024a / hp0024b as in the hand-labelled sets. */
static void score_pair(wv_eval *e, const wv_lab_item *item)
{
    wv_str name = item->gold.pair;
    bool by_id = item->id.n > 3 && item->id.p[0] == 'h' && item->id.p[1] == 'p';
    if (!name.n && by_id) name = (wv_str){item->id.p, item->id.n - 1};
    if (!name.n) return;
    bool right = side_is_right(item), added = false;
    uint32_t *state = wv_map_get(&e->pairs, name);
    if (!state) {
        wv_str own = wv_arena_str(&e->arena, name);
        state = own.p ? wv_map_put(&e->pairs, own, right ? 1 : 2, &added) : NULL;
        e->failed = e->failed || !state;
        return;
    }
    e->pairs_seen++;
    e->pairs_right += *state == 1 && right;
}

static void join_signals(wv_eval *e, const wv_slugs *slugs, wv_str *out)
{
    wv_buf b;
    wv_buf_init(&b);
    for (uint32_t i = 0; i < slugs->count; i++) {
        if (i) wv_buf_text(&b, ", ");
        wv_buf_str(&b, slugs->items[i]);
    }
    *out = wv_arena_str(&e->arena, (wv_str){b.p ? b.p : "", (uint32_t)b.n});
    wv_buf_done(&b);
}

static void keep_untouched(wv_eval *e, const wv_lab_item *item)
{
    e->untouched_count++;
    if (e->untouched_shown == WV_EVAL_SHOWN_MAX) return;
    wv_eval_miss *m = &e->untouched[e->untouched_shown++];
    m->id = wv_arena_str(&e->arena, item->id);
    m->text = wv_arena_str(&e->arena, item->text);
    join_signals(e, &item->gold.require, &m->what);
}

static void score_item(wv_eval *e, const wv_lab_item *item, groups *in)
{
    bool found = false, alarm = false, empty = item->gold.require.count == 0;
    for (uint32_t i = 0; i < item->found[0].count; i++) {
        const wv_found *f = &item->found[0].items[i];
        found = found || f->live;
        alarm = alarm || (wv_found_counts(f) && f->severity >= ALARM_SEVERITY &&
                          judge(&item->gold, f->signal) == WRONG);
    }
    e->flagged += found;
    if (!empty && item->found[0].count == 0) keep_untouched(e, item);
    for (uint32_t k = 0; k < in->count; k++) {
        in->rows[k]->items++;
        in->rows[k]->empty += empty;
        in->rows[k]->alarms += empty && alarm;
    }
    e->all.items++;
    e->all.empty += empty;
    e->all.alarms += empty && alarm;
}

/* ---- gold that cannot be right ---- */

static void complain(wv_eval *e, const wv_lab_item *item, wv_str about, const char *what)
{
    if (e->wrong_gold++ >= WV_EVAL_SHOWN_MAX) return;
    wv_buf_format(&e->complaint, "%s:%llu: item %.*s: %.*s %s\n", item->path,
                  (unsigned long long)item->line, (int)item->id.n, item->id.p, (int)about.n,
                  about.p, what);
}

static void check_slugs(wv_eval *e, const wv_lab_item *item, const wv_slugs *slugs)
{
    for (uint32_t i = 0; e->pack && i < slugs->count; i++) {
        bool known = false;
        for (uint32_t k = 0; k < e->pack->ast->signal_count && !known; k++)
            known = wv_str_eq(e->pack->ast->signals[k].slug.s, slugs->items[i]);
        if (!known) complain(e, item, slugs->items[i], "is no signal of the pack");
    }
}

bool wv_eval_item(void *eval, const wv_lab_item *item)
{
    wv_eval *e = eval;
    const wv_gold *g = &item->gold;
    groups in = {.count = 0};
    e->dead += item->dead;
    if (item->wrong) complain(e, item, item->wrong_about, item->wrong);
    if (item->dead || item->wrong) return true;
    e->unlabelled += !item->has_gold;
    if (!item->has_gold || (e->split.n && !wv_str_eq(e->split, g->split))) return true;
    check_slugs(e, item, &g->require);
    check_slugs(e, item, &g->allow);
    if (g->reg.n) in.rows[in.count++] = row_of(e, &e->registers, g->reg);
    if (g->group.n) in.rows[in.count++] = row_of(e, &e->classes, g->group);
    if (g->split.n) in.rows[in.count++] = row_of(e, &e->splits, g->split);
    add_styles(e, g, &in);
    score_item(e, item, &in);
    score_found(e, item, &in);
    score_missed(e, item, &in);
    score_rules(e, item);
    score_spans(e, item);
    score_labels(e, item);
    score_direction(e, item);
    score_pair(e, item);
    confuse(e, item);
    return !e->failed;
}
