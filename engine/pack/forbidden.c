/* SPDX-License-Identifier: EUPL-1.2 */
/* forbidden.c: who somebody is, is no sign of what somebody does.
 *
 * In: a pack as written, an overlay applied. Out: E065 with the place. Neighbours: references.c calls it after the
 * documents; regex.c looks what a regex finds. Invariant: tests are not looked at: a test may tell of anybody. No list
 * of words is complete; what these miss, a reviewer and the twins of `eval --twins` must find. Cost: linear. */
#include "pack/forbidden.h"

#define HINT "no rule looks at origin, nationality, religion, language, name or residence"

/* These words may stand in the name of no list and no field. `name` and `naam` alone are forbidden only as a whole: a
 * list `other_naam` holds nouns for the other. */
static const char *const forbidden_parts[] = {"nationality",
                                              "nationaliteit",
                                              "ethnicity",
                                              "etniciteit",
                                              "afkomst",
                                              "herkomst",
                                              "origin",
                                              "religion",
                                              "religie",
                                              "geloof",
                                              "godsdienst",
                                              "race",
                                              "ras",
                                              "huidskleur",
                                              "language",
                                              "taal",
                                              "moedertaal",
                                              "surname",
                                              "achternaam",
                                              "voornaam",
                                              "voornamen",
                                              "achternamen",
                                              "postcode",
                                              "postcodes",
                                              "zip",
                                              "zipcode",
                                              "woonplaats",
                                              "geboorteland",
                                              "geboorteplaats",
                                              "birthplace",
                                              "residence",
                                              "migratieachtergrond",
                                              "citizenship",
                                              NULL};
static const char *const forbidden_names[] = {"name",       "names",      "naam", "namen",
                                              "attrs.name", "attrs.naam", NULL};

/* Words for what people are or believe, folded to ASCII as far as letters go; with a * also what begins so. Places
 * (kerk, moskee) and papers (verblijfsvergunning) are no persons, and may be told of. */
static const char *const forbidden_words[] = {"marokka*",
                                              "turk",
                                              "turken",
                                              "turkse",
                                              "turks",
                                              "surinam*",
                                              "surinaam*",
                                              "antillia*",
                                              "arubaan*",
                                              "poolse",
                                              "pools",
                                              "roemeen*",
                                              "bulgaar*",
                                              "somali*",
                                              "afghaan*",
                                              "irakees*",
                                              "irakese",
                                              "iranier*",
                                              "iraanse",
                                              "hindoe*",
                                              "molukker*",
                                              "allochto*",
                                              "autochto*",
                                              "buitenlander*",
                                              "buitenlandse",
                                              "asielzoeker*",
                                              "vluchteling*",
                                              "zigeuner*",
                                              "moslim*",
                                              "islamiet*",
                                              "islamitisch*",
                                              "jood",
                                              "joods",
                                              "joodse",
                                              "joden",
                                              "christen",
                                              "christenen",
                                              "christelijk*",
                                              "katholiek*",
                                              "protestant*",
                                              "boeddhist*",
                                              "gelovige*",
                                              "nederlander*",
                                              "belgen",
                                              "belgische",

                                              "migrant*",
                                              "expat",
                                              NULL};
/* First names that are no Dutch word: the sample by which a list of names is seen. */
static const char *const forbidden_first_names[] = {
    "mohammed", "mohamed", "ahmed", "fatima", "youssef", "ayse", "mehmet",
    "piotr",    "kasia",   "sanne", "kevin",  "johan",   "emma", "sophie",
    "daan",     "lotte",   "femke", "sjoerd", "pieter",  NULL};

static bool is_one_of(wv_str word, const char *const *words)
{
    for (int i = 0; words[i]; i++)
        if (word.n && *words[i] == *word.p && wv_str_is(word, words[i])) return true;
    return false;
}

/* ---- names ---- */

static void report_forbidden(wv_shape *s, const wv_lit *name, wv_str part, const char *what)
{
    wv_shape_error(s, WV_CODE_FORBIDDEN_FEATURE, name->place, HINT,
                   "'%.*s' is a forbidden feature in the name of %s", (int)part.n, part.p, what);
}

static void check_forbidden(wv_shape *s, const wv_lit *name, const char *what)
{
    uint32_t start = 0;
    if (is_one_of(name->s, forbidden_names)) report_forbidden(s, name, name->s, what);
    for (uint32_t i = 0; i <= name->s.n; i++) {
        if (i < name->s.n && !strchr("_.-|$", name->s.p[i])) continue;
        wv_str part = {name->s.p + start, i - start};
        if (is_one_of(part, forbidden_parts)) report_forbidden(s, name, part, what);
        start = i + 1;
    }
}

/* A correlation's condition on `attrs.x` of a record, or `$o.x` of what opened it; `name: x` is its grammar. */
static void check_path(wv_shape *s, const wv_node *node)
{
    bool path = wv_str_starts(node->scalar, WV_STR("attrs.")) ||
                wv_str_starts(node->scalar, WV_STR("$"));
    const wv_lit name = {node->scalar, node->place};
    if (path) check_forbidden(s, &name, "a field");
}

/* All of a correlation; as deep as yaml.c lets a tree be and no deeper. */
static void check_node(wv_shape *s, const wv_node *node)
{
    if (node->type == WV_NODE_SCALAR) check_path(s, node);
    for (uint32_t i = 0; node->type != WV_NODE_SCALAR && i < node->count; i++) {
        if (node->type == WV_NODE_MAP) check_path(s, node->keys[i]);
        check_node(s, node->items[i]);
    }
}

/* ---- words ---- */

static bool fits(wv_str word, const char *entry)
{
    uint32_t n = (uint32_t)strlen(entry);
    if (entry[n - 1] != '*') return wv_str_is(word, entry);
    return word.n >= n - 1 && memcmp(word.p, entry, n - 1) == 0;
}

static bool is_forbidden(wv_str word)
{
    for (int i = 0; forbidden_words[i]; i++)
        if (*forbidden_words[i] == *word.p && fits(word, forbidden_words[i])) return true;
    return is_one_of(word, forbidden_first_names);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

wv_str wv_forbidden_word(wv_str pattern)
{
    char folded[64];
    for (uint32_t i = 0, end; i < pattern.n; i = end) {
        for (end = i; end < pattern.n && is_letter(pattern.p[end]);) end++;
        uint32_t n = end - i;
        if (n == 0 || n > sizeof folded) {
            end += n == 0;
            continue;
        }
        for (uint32_t k = 0; k < n; k++) folded[k] = lower(pattern.p[i + k]);
        if (is_forbidden((wv_str){folded, n})) return (wv_str){pattern.p + i, n};
    }
    return (wv_str){"", 0};
}

static void check_pattern(wv_shape *s, const wv_lit *pattern)
{
    wv_str word = wv_forbidden_word(pattern->s);
    if (!word.n) return;
    uint32_t start = (uint32_t)(word.p - pattern->s.p);
    wv_shape_error(s, WV_CODE_FORBIDDEN_FEATURE,
                   wv_node_place(&pattern->place, pattern->s, start, start + word.n), HINT,
                   "'%.*s' says who somebody is, not what somebody does", (int)word.n, word.p);
}

static void check_patterns(wv_shape *s, const wv_lits *patterns)
{
    for (uint32_t i = 0; i < patterns->count; i++) check_pattern(s, &patterns->items[i]);
}

/* ---- all ---- */

static void check_lexicon(wv_shape *s, const wv_pack_ast *a)
{
    static const char what[] = "a list, macro or slot";
    for (uint32_t i = 0; i < a->list_count; i++) {
        check_forbidden(s, &a->lists[i].name, what);
        check_patterns(s, &a->lists[i].terms);
    }
    for (uint32_t i = 0; i < a->macro_count; i++) {
        check_forbidden(s, &a->macros[i].name, what);
        check_pattern(s, &a->macros[i].pattern);
    }
    for (uint32_t i = 0; i < a->slot_count; i++) {
        check_forbidden(s, &a->slots[i].name, what);
        for (int v = 0; v < WV_VOICE_COUNT; v++) check_patterns(s, &a->slots[i].voices[v]);
    }
    for (uint32_t i = 0; i < a->compound_count; i++) {
        check_pattern(s, &a->compounds[i].part);
        check_patterns(s, &a->compounds[i].others);
    }
    check_patterns(s, &a->typo_words);
}

static void check_rule(wv_shape *s, const wv_rule_ast *rule)
{
    for (uint32_t k = 0; k < rule->selection_count; k++) {
        const wv_selection_ast *selection = &rule->selections[k];
        check_forbidden(s, &selection->name, "a selection");
        for (uint32_t b = 0; b < selection->count; b++)
            for (uint32_t f = 0; f < selection->branches[b].count; f++) {
                const wv_field_ast *field = &selection->branches[b].fields[f];
                check_forbidden(s, &field->field, "a field");
                check_patterns(s, &field->values);
                check_patterns(s, &field->needs);
            }
    }
    if (rule->correlation) check_node(s, rule->correlation);
}

/* Triggers: every text of the document but its tests. */
static void check_scope(wv_shape *s, const wv_node *node)
{
    const wv_lit text = {node->scalar, node->place};
    if (node->type == WV_NODE_SCALAR) check_pattern(s, &text);
    for (uint32_t i = 0; node->type != WV_NODE_SCALAR && i < node->count; i++)
        if (node->type == WV_NODE_LIST || !wv_str_is(node->keys[i]->scalar, "tests"))
            check_scope(s, node->items[i]);
}

void wv_forbidden_check(wv_shape *s, const wv_pack_ast *ast)
{
    check_lexicon(s, ast);
    for (uint32_t i = 0; i < ast->rule_count; i++) check_rule(s, &ast->rules[i]);
    for (uint32_t i = 0; i < ast->scope_count; i++) check_scope(s, ast->scopes[i]);
}
