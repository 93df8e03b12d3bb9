/* SPDX-License-Identifier: EUPL-1.2 */
/* shape.c: reading typed values out of nodes. In: nodes. Out: literals, choices, numbers, and
 * complaints with a place. Neighbours: rule_read.c, lexicon_read.c, manifest_read.c are written in
 * these words. Cost: a few compares a key. */
#include "pack/shape.h"

#include <stdio.h>

enum { KEYS_MAX = 64 };

static const char *type_name(const wv_node *node)
{
    static const char *const names[] = {"a text", "a list", "a map"};
    return node->type == WV_NODE_SCALAR && node->scalar.n == 0 ? "nothing" : names[node->type];
}

const char *wv_shape_near(char out[96], wv_str word, const char *const *candidates)
{
    wv_str near[KEYS_MAX];
    uint32_t count = 0;
    while (count < KEYS_MAX && candidates[count])
        near[count] = wv_str_of(candidates[count]), count++;
    wv_str best = wv_did_you_mean(word, near, count);
    out[0] = '\0';
    if (best.p)
        snprintf(out, 96, " (did you mean '%.*s'?)", (int)(best.n < 60 ? best.n : 60), best.p);
    return out;
}

static void report_unknown(wv_shape *s, const wv_node *key, const wv_shape_key *keys,
                           const char *what)
{
    const char *names[KEYS_MAX + 1];
    char near[96], hint[400] = "";
    uint32_t count = 0;
    size_t used = 0;
    for (; keys[count].name && count < KEYS_MAX; count++) {
        names[count] = keys[count].name;
        if (used < sizeof hint - 40)
            used += (size_t)snprintf(hint + used, sizeof hint - used, "%s%s",
                                     count ? ", " : "keys: ", names[count]);
    }
    names[count] = NULL;
    wv_shape_near(near, key->scalar, names);
    wv_shape_error(s, WV_CODE_KEY_UNKNOWN, key->place, near[0] ? NULL : hint,
                   "unknown key '%.*s' in %s%s", (int)key->scalar.n, key->scalar.p, what, near);
}

bool wv_shape_map(wv_shape *s, const wv_node *node, const wv_shape_key *keys, const char *what)
{
    if (node->type != WV_NODE_MAP) {
        wv_shape_error(s, WV_CODE_TYPE, node->place, NULL, "%s must be a map, this is %s", what,
                       type_name(node));
        return false;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        uint32_t k = 0;
        while (keys[k].name && !wv_str_is(node->keys[i]->scalar, keys[k].name)) k++;
        if (!keys[k].name) report_unknown(s, node->keys[i], keys, what);
    }
    for (uint32_t k = 0; keys[k].name; k++)
        if (keys[k].required && !wv_node_get(node, keys[k].name))
            wv_shape_error(s, WV_CODE_KEY_MISSING, node->place, NULL, "%s needs the key '%s'", what,
                           keys[k].name);
    return true;
}

wv_lit wv_shape_text(wv_shape *s, const wv_node *node, const char *key)
{
    if (!node) return (wv_lit){0};
    if (node->type != WV_NODE_SCALAR) {
        wv_shape_error(s, WV_CODE_TYPE, node->place, NULL, "'%s' must be a text, this is %s", key,
                       type_name(node));
        return (wv_lit){0};
    }
    if (node->scalar.n == 0)
        wv_shape_error(s, WV_CODE_EMPTY, node->place, NULL, "'%s' is empty", key);
    return wv_shape_lit(node);
}

wv_lits wv_shape_texts(wv_shape *s, const wv_node *node, const char *key)
{
    wv_lits none = {NULL, 0};
    if (!node) return none;
    if (node->type == WV_NODE_MAP) {
        wv_shape_error(s, WV_CODE_TYPE, node->place, "a text with ': ' in it must stand in quotes",
                       "'%s' must be a list of texts, this is a map", key);
        return none;
    }
    uint32_t n = node->type == WV_NODE_LIST ? node->count : 1;
    if (n == 0) wv_shape_error(s, WV_CODE_EMPTY, node->place, NULL, "'%s' is an empty list", key);
    wv_lit *items = wv_arena_alloc(s->arena, sizeof *items * (n + 1));
    if (!items) {
        s->nomem = true;
        return none;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++) {
        const wv_node *item = node->type == WV_NODE_LIST ? node->items[i] : node;
        if (item->type != WV_NODE_SCALAR) {
            wv_shape_error(s, WV_CODE_TYPE, item->place,
                           "a text with ': ' in it must stand in quotes",
                           "'%s' must be a list of texts, this item is %s", key, type_name(item));
        } else if (item->scalar.n == 0) {
            wv_shape_error(s, WV_CODE_EMPTY, item->place, NULL, "an empty text in '%s'", key);
        } else {
            items[count++] = wv_shape_lit(item);
        }
    }
    return (wv_lits){items, count};
}

int wv_shape_choice(wv_shape *s, const wv_node *node, const char *key, const char *const *choices,
                    int absent)
{
    if (!node) return absent;
    wv_lit text = wv_shape_text(s, node, key);
    if (text.s.n == 0) return -1;
    for (int i = 0; choices[i]; i++)
        if (wv_str_is(text.s, choices[i])) return i;
    char near[96], hint[200] = "one of: ";
    size_t used = strlen(hint);
    for (int i = 0; choices[i] && used < sizeof hint - 40; i++)
        used +=
            (size_t)snprintf(hint + used, sizeof hint - used, "%s%s", i ? ", " : "", choices[i]);
    wv_shape_error(s, WV_CODE_VALUE, text.place, hint, "unknown %s '%.*s'%s", key, (int)text.s.n,
                   text.s.p, wv_shape_near(near, text.s, choices));
    return -1;
}

bool wv_shape_bool(wv_shape *s, const wv_node *node, const char *key, bool absent)
{
    static const char *const choices[] = {"false", "true", NULL};
    int choice = wv_shape_choice(s, node, key, choices, absent);
    return choice < 0 ? absent : choice == 1;
}

long wv_shape_number(wv_shape *s, const wv_node *node, const char *key, long low, long high)
{
    if (!node) return low;
    wv_lit text = wv_shape_text(s, node, key);
    if (text.s.n == 0) return low;
    long value = 0;
    bool digits = text.s.n <= 9;
    for (uint32_t i = 0; digits && i < text.s.n; i++) {
        digits = text.s.p[i] >= '0' && text.s.p[i] <= '9';
        value = value * 10 + (text.s.p[i] - '0');
    }
    if (digits && value >= low && value <= high) return value;
    wv_shape_error(s, WV_CODE_RANGE, text.place, NULL,
                   "'%s' must be a whole number from %ld to %ld", key, low, high);
    return low;
}

uint8_t wv_shape_voices(wv_shape *s, const wv_node *node, const char *key, uint8_t absent)
{
    static const char *const choices[] = {"P", "V", "T",
                                          "R", "M", NULL}; /* in the order of wv_voice */
    if (!node) return absent;
    uint8_t mask = 0;
    wv_lits voices = wv_shape_texts(s, node, key);
    for (uint32_t i = 0; i < voices.count; i++) {
        wv_node one = {
            .type = WV_NODE_SCALAR, .place = voices.items[i].place, .scalar = voices.items[i].s};
        int choice = wv_shape_choice(s, &one, key, choices, -1);
        if (choice >= 0 && choice < WV_VOICE_COUNT) mask |= (uint8_t)(1u << choice);
    }
    return mask;
}

static bool is_name_byte(char c, bool first, bool dotted)
{
    if (c >= 'a' && c <= 'z') return true;
    if (first) return false;
    return (c >= '0' && c <= '9') || c == '_' || (dotted && (c == '.' || c == '-'));
}

bool wv_shape_name(wv_shape *s, const wv_lit *name, const char *key, bool dotted)
{
    if (name->s.n == 0) return false; /* reported as empty or missing */
    bool good = name->s.n <= 96;
    for (uint32_t i = 0; good && i < name->s.n; i++)
        good = is_name_byte(name->s.p[i], i == 0, dotted);
    if (good) return true;
    wv_shape_error(s, WV_CODE_NAME_FORM, name->place, NULL,
                   "'%s' must be at most 96 of a-z, 0-9, _%s and start with a letter", key,
                   dotted ? ", . and -" : "");
    return false;
}

wv_lit wv_shape_constant(wv_shape *s, const char *text, wv_place place)
{
    wv_str own = wv_arena_str(s->arena, wv_str_of(text));
    s->nomem |= !own.p;
    return (wv_lit){own, place};
}
