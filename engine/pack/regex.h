/* SPDX-License-Identifier: EUPL-1.2 */
/* regex.h: the one door to PCRE2. Compiled once, JIT when the machine has it; limits on everything.
 *
 * A wv_regex is const after compile and shared; a wv_regex_room (match data, JIT stack) belongs to
 * one thread. The subject is the whole text, so that lookaround sees what stands around; a match
 * begins and ends within [start, limit). */
#ifndef WV_PACK_REGEX_H
#define WV_PACK_REGEX_H

#include "pack/ast.h"

typedef struct wv_regex wv_regex;
typedef struct wv_regex_room wv_regex_room;

/* WV_E_PACK after a diagnostic with the place inside the literal. The wv_regex is the arena's; what
 * PCRE2 made of it lives until wv_regex_sleep. */
wv_rc wv_regex_compile(const wv_lit *pattern, wv_arena *arena, wv_regex **out, wv_diags *diags);
void wv_regex_sleep(wv_regex *re); /* frees PCRE2's part; NULL allowed, and twice */
/* Compiles a regex that slept, or that was read from a frozen file, again. */
wv_rc wv_regex_wake(wv_regex *re);
const wv_lit *wv_regex_source(const wv_regex *re);

wv_rc wv_regex_room_new(wv_regex_room **out);
void wv_regex_room_free(wv_regex_room *room);

typedef enum wv_regex_result { WV_REGEX_NONE, WV_REGEX_MATCH, WV_REGEX_LIMIT } wv_regex_result;

/* First match in [start, limit) of text, which must be valid UTF-8. LIMIT: gave up, neither yes nor
 * no. */
wv_regex_result wv_regex_find(const wv_regex *re, wv_regex_room *room, wv_str text, uint32_t start,
                              uint32_t limit, wv_span *match);

/* What must stand in a sentence before a regex is tried there: one of these words, or one of these
 * literals (a `needs:` entry with other characters than letters), compared without ASCII case. Both
 * empty: always tried. */
typedef struct wv_regex_gate {
    uint32_t class_id;
    const wv_str *literals;
    uint32_t literal_count;
    bool always;
} wv_regex_gate;
void wv_regex_set_gate(wv_regex *re, wv_regex_gate gate); /* while freezing only */
const wv_regex_gate *wv_regex_gate_of(const wv_regex *re);

#endif
