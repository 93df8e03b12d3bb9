/* SPDX-License-Identifier: EUPL-1.2 */
/* regex.c: PCRE2 with limits.
 *
 * In: a pattern literal; a text with a start offset and a limit. Out: a span, nothing, or "gave
 * up". Neighbours: freeze.c compiles, scan/probe.c matches. Invariants: never UTF-invalid input
 * (the reader checked it); a pattern that explodes stops at a limit and says so. Cost: a JIT match,
 * plus the copy of nothing. */
#include "pack/regex.h"

#include "base/mem.h"
#include "pack/codes.h"
#include "pack/term.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* An ordinary regex takes tens or hundreds of match steps in a sentence; (a+)+ over forty letters
 * takes millions, and is stopped. With JIT the match limit counts differently but stops as surely;
 * depth and heap bind the interpreter. */
enum {
    MATCH_LIMIT = 400000,
    DEPTH_LIMIT = 2000,
    HEAP_LIMIT_KIB = 8192,
    JIT_STACK_MAX = 512 * 1024
};
enum { REGEX_BYTES_MAX = 4096 };

struct wv_regex {
    pcre2_code *code;
    wv_lit source;
    wv_regex_gate gate;
};

struct wv_regex_room {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

static wv_rc complain(const wv_lit *pattern, PCRE2_SIZE at, int code, wv_diags *diags)
{
    char message[160];
    if (pcre2_get_error_message(code, (PCRE2_UCHAR *)message, sizeof message) < 0) message[0] = 0;
    uint32_t start = at > pattern->s.n ? pattern->s.n : (uint32_t)at;
    wv_diags_add(diags, WV_LEVEL_ERROR, WV_CODE_REGEX_SYNTAX,
                 wv_term_place(pattern, start ? start - 1 : 0, start ? start : 1),
                 "PCRE2 syntax; single quotes keep backslashes", "this regex cannot be used: %s",
                 message);
    return WV_E_PACK;
}

static bool matches_nothing(const pcre2_code *code)
{
    uint32_t least = 1;
    pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &least);
    return least != 0;
}

static pcre2_code *compile_code(const wv_lit *pattern, int *code, PCRE2_SIZE *at)
{
    const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_USE_OFFSET_LIMIT |
                             PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context) return NULL;
    pcre2_set_max_pattern_length(context, REGEX_BYTES_MAX);
    pcre2_code *re =
        pcre2_compile((PCRE2_SPTR)pattern->s.p, pattern->s.n, options, code, at, context);
    pcre2_compile_context_free(context);
    return re;
}

/* Does it find all of what stands between the blanks? */
static bool finds_all(const pcre2_code *code, pcre2_match_data *data, const char *text)
{
    size_t n = strlen(text);
    if (pcre2_match(code, (PCRE2_SPTR)text, n, 0, 0, data, NULL) < 1) return false;
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(data);
    return at[0] <= 1 && at[1] >= n - 1;
}

/* Where somebody lives is a forbidden feature in any clothes: a regex that finds a postcode, and no other word of that
 * length, looks for postcodes. */
static bool is_postcode(const pcre2_code *code)
{
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
    if (!data) return false;
    bool spaced = finds_all(code, data, " 9999 XZ ") && !finds_all(code, data, " qxzj XZ ");
    bool joined = finds_all(code, data, " 9999XZ ") && !finds_all(code, data, " qxzjXZ ");
    pcre2_match_data_free(data);
    return spaced || joined;
}

wv_rc wv_regex_compile(const wv_lit *pattern, wv_arena *arena, wv_regex **out, wv_diags *diags)
{
    int code = 0;
    PCRE2_SIZE at = 0;
    pcre2_code *compiled = compile_code(pattern, &code, &at);
    if (!compiled) return code ? complain(pattern, at, code, diags) : WV_E_NOMEM;
    if (matches_nothing(compiled)) {
        wv_diags_add(diags, WV_LEVEL_ERROR, WV_CODE_REGEX_SYNTAX, pattern->place,
                     "a + where a * stands, often", "this regex matches the empty text");
        pcre2_code_free(compiled);
        return WV_E_PACK;
    }
    if (is_postcode(compiled)) {
        wv_diags_add(diags, WV_LEVEL_ERROR, WV_CODE_FORBIDDEN_FEATURE, pattern->place,
                     "no rule looks at origin, nationality, religion, language, name or residence",
                     "this regex finds postcodes");
        pcre2_code_free(compiled);
        return WV_E_PACK;
    }
    wv_regex *re = wv_arena_alloc(arena, sizeof *re);
    if (!re) {
        pcre2_code_free(compiled);
        return WV_E_NOMEM;
    }
    pcre2_jit_compile(compiled,
                      PCRE2_JIT_COMPLETE); /* without JIT the interpreter does the same, slower */
    re->code = compiled;
    re->source = *pattern;
    re->gate.always = true;
    *out = re;
    return WV_OK;
}

void wv_regex_sleep(wv_regex *re)
{
    if (!re) return;
    pcre2_code_free(re->code);
    re->code = NULL;
}

/* The literal was compiled before: that it cannot be now means that memory ran out, or another
 * PCRE2, which the frozen file was asked about. */
wv_rc wv_regex_wake(wv_regex *re)
{
    int code = 0;
    PCRE2_SIZE at = 0;
    if (re->code) return WV_OK;
    re->code = compile_code(&re->source, &code, &at);
    if (!re->code) return WV_E_NOMEM;
    pcre2_jit_compile(re->code, PCRE2_JIT_COMPLETE);
    return WV_OK;
}

const wv_lit *wv_regex_source(const wv_regex *re)
{
    return &re->source;
}

void wv_regex_set_gate(wv_regex *re, wv_regex_gate gate)
{
    re->gate.class_id = gate.class_id; /* one by one: what stands between fields stays zero (image.h) */
    re->gate.literals = gate.literals;
    re->gate.literal_count = gate.literal_count;
    re->gate.always = gate.always;
}

const wv_regex_gate *wv_regex_gate_of(const wv_regex *re)
{
    return &re->gate;
}

wv_rc wv_regex_room_new(wv_regex_room **out)
{
    wv_regex_room *room = wv_mem_new(sizeof *room);
    if (!room) return WV_E_NOMEM;
    room->data = pcre2_match_data_create(1, NULL);
    room->context = pcre2_match_context_create(NULL);
    room->stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK_MAX, NULL);
    if (!room->data || !room->context) {
        wv_regex_room_free(room);
        return WV_E_NOMEM;
    }
    pcre2_set_match_limit(room->context, MATCH_LIMIT);
    pcre2_set_depth_limit(room->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(room->context, HEAP_LIMIT_KIB);
    if (room->stack) pcre2_jit_stack_assign(room->context, NULL, room->stack);
    *out = room;
    return WV_OK;
}

void wv_regex_room_free(wv_regex_room *room)
{
    if (!room) return;
    pcre2_match_data_free(room->data);
    pcre2_match_context_free(room->context);
    if (room->stack) pcre2_jit_stack_free(room->stack);
    wv_mem_free(room);
}

/* The offset limit binds where a match begins, not where it ends: one that runs over `limit` is
 * tried again on the text cut there, which changes lookahead at the cut only. */
static int run(const wv_regex *re, wv_regex_room *room, wv_str text, uint32_t start, uint32_t limit)
{
    pcre2_set_offset_limit(room->context, limit);
    return pcre2_match(re->code, (PCRE2_SPTR)text.p, text.n, start, PCRE2_NO_UTF_CHECK, room->data,
                       room->context);
}

wv_regex_result wv_regex_find(const wv_regex *re, wv_regex_room *room, wv_str text, uint32_t start,
                              uint32_t limit, wv_span *match)
{
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(room->data);
    int rc = run(re, room, text, start, limit);
    if (rc >= 0 && ends[1] > limit) rc = run(re, room, (wv_str){text.p, limit}, start, limit);
    if (rc >= 0 && ends[0] < ends[1]) {
        *match = (wv_span){(uint32_t)ends[0], (uint32_t)ends[1]};
        return WV_REGEX_MATCH;
    }
    return rc == PCRE2_ERROR_NOMATCH || rc >= 0 ? WV_REGEX_NONE : WV_REGEX_LIMIT;
}
