/* SPDX-License-Identifier: EUPL-1.2 */
/* freeze.c: a loaded pack -> the read-only thing that threads share.
 *
 *   ast -> detections (patterns, regexes, conditions), cues of triggers
 *       -> lexemes, classes -> wordbook, verbs, anchors
 *
 * In: a wv_pack_ast, consumed. Out: wv_frozen, or many diagnostics. Neighbours: detect.c, expand.c,
 * wordbook_make.c do the parts. Invariants: nothing is frozen when there was one error; the same
 * pack gives the same tables. Cost: dominated by the generator of written forms. */
#include "pack/detect.h"
#include "pack/frozen_file.h"
#include "pack/keys.h"
#include "pack/loose.h"
#include "pack/sieve.h"
#include "pack/wordbook.h"
#include "text/stem.h"

#include <stdlib.h>

static uint64_t g_random_anchors; /* tests only; set before threads start */

void wv_freeze_random_anchors(uint64_t seed)
{
    g_random_anchors = seed;
}

typedef struct freezer {
    wv_frozen *pack;
    wv_matcher *matcher;
    wv_lexemes lexemes;
    wv_expander expander;
    wv_detector detector;
    wv_detection *detections;
    wv_cue *cues;
    uint32_t cue_count;
    wv_scope_table *scopes;
    wv_diags *diags;
} freezer;

static void *take(freezer *z, size_t count, size_t bytes)
{
    return wv_arena_alloc(&z->pack->arena, (count + 1) * bytes);
}

/* ---- rules ---- */

static const wv_signal_ast *signal_of(const wv_pack_ast *ast, wv_str slug)
{
    for (uint32_t i = 0; i < ast->signal_count; i++)
        if (wv_str_eq(ast->signals[i].slug.s, slug)) return &ast->signals[i];
    return NULL;
}

static void freeze_rule(const wv_pack_ast *ast, const wv_rule_ast *rule, wv_frozen_rule *out)
{
    const wv_signal_ast *signal = signal_of(ast, rule->signal.s);
    *out = (wv_frozen_rule){.name = rule->name.s,
                            .id = rule->id.s,
                            .title = rule->title.s,
                            .signal = rule->signal.s,
                            .response = rule->response.s,
                            .status = rule->status.s,
                            .basis = rule->basis,
                            .unit = rule->unit,
                            .voices = signal && signal->voices ? signal->voices : WV_VOICES_ALL,
                            .is_pattern = rule->is_pattern,
                            .ast = rule};
    if (signal) {
        bool inferred = rule->basis == WV_BASIS_INFERRED && signal->severity > 0;
        out->severity = (uint8_t)(signal->severity - inferred);
        out->triage = signal->triage;
    }
    out->experimental = wv_str_is(rule->status.s, "experimental");
    out->disabled =
        wv_str_is(rule->status.s, "unsupported") || wv_str_is(rule->status.s, "deprecated");
    memcpy(out->actions, rule->actions, sizeof out->actions);
}

static wv_rc freeze_rules(freezer *z)
{
    const wv_pack_ast *ast = z->pack->ast;
    wv_frozen_rule *rules = take(z, ast->rule_count, sizeof *rules);
    z->detections = take(z, ast->rule_count, sizeof *z->detections);
    if (!rules || !z->detections) return WV_E_NOMEM;
    for (uint32_t i = 0; i < ast->rule_count && !z->detector.no_memory; i++) {
        freeze_rule(ast, &ast->rules[i], &rules[i]);
        if (!rules[i].disabled && !ast->rules[i].correlation && ast->rules[i].selection_count)
            wv_detect_rule(&z->detector, &ast->rules[i], rules[i].voices, &z->detections[i]);
    }
    z->pack->rules = rules;
    z->pack->rule_count = ast->rule_count;
    return z->detector.no_memory ? WV_E_NOMEM : WV_OK;
}

/* ---- scope triggers ---- */

static int by_pattern(const void *a, const void *b)
{
    const wv_cue *x = a, *y = b;
    if (x->pattern != y->pattern) return x->pattern < y->pattern ? -1 : 1;
    if (x->trigger != y->trigger) return x->trigger < y->trigger ? -1 : 1;
    return (x->part > y->part) - (x->part < y->part);
}

static wv_rc freeze_scopes(freezer *z)
{
    const wv_pack_ast *ast = z->pack->ast;
    wv_rc rc = wv_trigger_compile((const wv_node *const *)ast->scopes, ast->scope_count,
                                  &z->pack->arena, &z->scopes, z->diags);
    if (rc != WV_OK) return rc == WV_E_PACK ? WV_OK : rc; /* said in diags; go on, to say more */
    uint32_t total = 0;
    for (uint32_t t = 0; t < z->scopes->count; t++)
        for (int part = 0; part < WV_TRIGGER_PART_COUNT; part++)
            total += z->scopes->triggers[t].patterns[part].count;
    z->cues = take(z, total, sizeof *z->cues);
    if (!z->cues) return WV_E_NOMEM;
    for (uint32_t t = 0; t < z->scopes->count; t++)
        for (int part = 0; part < WV_TRIGGER_PART_COUNT; part++) {
            const wv_lits *lits = &z->scopes->triggers[t].patterns[part];
            for (uint32_t i = 0; i < lits->count; i++) {
                uint32_t pattern = wv_expand_pattern(&z->expander, &lits->items[i]);
                if (pattern != UINT32_MAX)
                    z->cues[z->cue_count++] = (wv_cue){pattern, (uint16_t)t, (uint8_t)part};
            }
        }
    if (z->cue_count) qsort(z->cues, z->cue_count, sizeof *z->cues, by_pattern);
    return z->expander.no_memory ? WV_E_NOMEM : WV_OK;
}

/* ---- tables ---- */

static wv_rc make_verbs(freezer *z)
{
    wv_matcher *m = z->matcher;
    const wv_lexemes *l = &z->lexemes;
    wv_sepverb_pair *pairs = take(z, l->pair_count, sizeof *pairs);
    uint32_t *lexemes = take(z, l->pair_count, sizeof *lexemes);
    if (!pairs || !lexemes) return WV_E_NOMEM;
    for (uint32_t i = 0; i < l->lexeme_count; i++) {
        const wv_lexeme *x = &l->lexemes[i];
        if (x->kind != WV_LEXEME_SPLIT) continue;
        pairs[x->pair] = (wv_sepverb_pair){wv_arena_str(&z->pack->arena, x->particle),
                                           wv_arena_str(&z->pack->arena, x->text)};
        if (!pairs[x->pair].particle.p || !pairs[x->pair].base.p) return WV_E_NOMEM;
        lexemes[x->pair] = i;
    }
    m->pairs = pairs;
    m->pair_count = l->pair_count;
    m->pair_lexemes = lexemes;
    if (!l->pair_count) return WV_OK;
    return wv_sepverbs_new(pairs, l->pair_count, &z->pack->arena, &m->verbs);
}

/* Lexeme -> the classes it is in, by counting first. Classes are visited in order, so each run is
 * sorted. */
static wv_rc make_lexeme_classes(freezer *z)
{
    const wv_lexemes *l = &z->lexemes;
    uint32_t *counts = take(z, l->lexeme_count, sizeof *counts);
    uint32_t **runs = take(z, l->lexeme_count, sizeof *runs);
    if (!counts || !runs) return WV_E_NOMEM;
    for (uint32_t c = 0; c < l->class_count; c++)
        for (uint32_t i = 0; i < l->classes[c].count; i++) counts[l->classes[c].lexemes[i]]++;
    for (uint32_t i = 0; i < l->lexeme_count; i++) {
        runs[i] = take(z, counts[i], sizeof **runs);
        if (!runs[i]) return WV_E_NOMEM;
        counts[i] = 0;
    }
    for (uint32_t c = 0; c < l->class_count; c++)
        for (uint32_t i = 0; i < l->classes[c].count; i++) {
            uint32_t x = l->classes[c].lexemes[i];
            runs[x][counts[x]++] = c;
        }
    z->matcher->lexeme_count = l->lexeme_count;
    z->matcher->lexeme_classes = (const uint32_t *const *)runs;
    z->matcher->lexeme_class_counts = counts;
    return WV_OK;
}

static wv_rc make_uses(freezer *z)
{
    wv_matcher *m = z->matcher;
    uint32_t probes = m->pattern_count + m->regex_count;
    wv_probe_use *uses = take(z, probes, sizeof *uses);
    if (!uses) return WV_E_NOMEM;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t r = 0; r < z->pack->rule_count; r++)
            for (uint32_t i = 0; i < z->detections[r].key_count; i++) {
                wv_probe_use *use = &uses[z->detections[r].keys[i]];
                if (pass) ((uint32_t *)(uintptr_t)use->rules)[use->count] = r;
                use->count++;
            }
        for (uint32_t p = 0; p < probes && !pass; p++) {
            uses[p].rules = take(z, uses[p].count, sizeof(uint32_t));
            if (!uses[p].rules) return WV_E_NOMEM;
            uses[p].count = 0;
        }
    }
    m->uses = uses;
    return WV_OK;
}

/* ---- keys ---- */

static wv_gate_maker gate_maker(freezer *z)
{
    return (wv_gate_maker){.lexemes = &z->lexemes, .random = g_random_anchors};
}

static wv_rc choose_keys(freezer *z)
{
    wv_key_maker maker = {z->matcher, gate_maker(z), &z->pack->arena};
    wv_rc rc = WV_OK;
    for (uint32_t r = 0; r < z->pack->rule_count && rc == WV_OK; r++) {
        wv_unit unit = z->pack->rules[r].unit;
        bool beside = unit == WV_UNIT_SENTENCE || unit == WV_UNIT_CLAUSE;
        rc = wv_keys_choose(&maker, &z->detections[r], beside);
    }
    return rc;
}

/* Patterns and regexes move from the makers to the pack. */
static wv_rc hand_over(freezer *z)
{
    wv_matcher *m = z->matcher;
    wv_detector *d = &z->detector;
    wv_pattern *patterns = take(z, z->expander.pattern_count, sizeof *patterns);
    m->regexes = take(z, d->regex_count + d->other_count, sizeof *m->regexes);
    if (!patterns || !m->regexes) return WV_E_NOMEM;
    if (z->expander.pattern_count)
        memcpy(patterns, z->expander.patterns, z->expander.pattern_count * sizeof *patterns);
    m->patterns = patterns;
    m->pattern_count = z->expander.pattern_count;
    m->regex_count = d->regex_count;
    m->regex_total = d->regex_count + d->other_count;
    for (uint32_t i = 0; i < d->regex_count; i++) m->regexes[i] = d->regexes[i];
    for (uint32_t i = 0; i < d->other_count; i++) m->regexes[d->regex_count + i] = d->others[i];
    d->regex_count = d->other_count = 0;
    for (uint32_t r = 0; r < z->pack->rule_count; r++)
        wv_detect_renumber(&z->detections[r], m->pattern_count);
    m->detections = z->detections;
    m->cues = z->cues;
    m->cue_count = z->cue_count;
    return WV_OK;
}

static wv_rc make_tables(freezer *z)
{
    wv_matcher *m = z->matcher;
    wv_rc rc = hand_over(z);
    rc = rc ? rc : make_verbs(z);
    wv_gate_maker order = gate_maker(z);
    rc = rc ? rc : choose_keys(z);
    if (rc == WV_OK)
        rc = wv_loose_make(&order, m, z->detections, z->pack->rule_count, &z->pack->arena);
    rc = rc ? rc : make_lexeme_classes(z); /* both have made classes */
    rc = rc ? rc : make_uses(z);
    if (rc == WV_OK)
        rc = wv_sieve_make(m, &order, z->detections, z->pack->rule_count, &z->pack->arena);
    rc = rc ? rc : wv_sieve_cues(m, z->scopes, &z->pack->arena);
    rc = rc ? rc : wv_wordbook_make(&z->lexemes, z->pack->ast, &z->pack->arena, &m->book);
    return rc ? rc : wv_wordgate_make(m->book, &z->pack->arena, &m->wordgate);
}

/* ---- the whole ---- */

static void describe(wv_frozen *pack)
{
    static const char DIGITS[] = "0123456789abcdef";
    for (uint32_t i = 0; i < 32; i++) {
        pack->sha256_hex[2 * i] = DIGITS[pack->ast->sha256[i] >> 4];
        pack->sha256_hex[2 * i + 1] = DIGITS[pack->ast->sha256[i] & 15];
    }
    pack->name = pack->ast->name.s;
    pack->version = pack->ast->version.s;
}

static wv_rc freeze(freezer *z)
{
    z->matcher = take(z, 1, sizeof *z->matcher);
    if (!z->matcher) return WV_E_NOMEM;
    z->pack->matcher = z->matcher;
    wv_rc rc = wv_lexemes_init(&z->lexemes);
    rc = rc ? rc
            : wv_expander_init(&z->expander, z->pack->ast, &z->lexemes, &z->pack->arena, z->diags,
                               g_random_anchors);
    z->detector =
        (wv_detector){.expander = &z->expander, .arena = &z->pack->arena, .diags = z->diags};
    rc = rc ? rc : freeze_rules(z);
    rc = rc ? rc : freeze_scopes(z);
    if (rc == WV_OK && (z->diags->errors || z->diags->failed))
        rc = z->diags->failed ? WV_E_NOMEM : WV_E_PACK;
    rc = rc ? rc : make_tables(z);
    if (rc == WV_OK) {
        z->pack->scopes = z->scopes;
        describe(z->pack);
    }
    return rc;
}

/* Each way from YAML comes by here. A pack that was frozen under another stemmer is refused by
 * frozen_file.c; without this the same pack would simply match other words. */
static wv_rc check_stemmer(wv_err *err)
{
    const char *word = NULL;
    wv_rc rc = wv_stem_selftest(&word);
    if (rc != WV_E_VERSION) return rc ? wv_err_set(err, rc, "libstemmer cannot start") : WV_OK;
    wv_err_set(err, rc, "libstemmer is another one: '%s' gets another stem than by 2.2", word);
    wv_err_hint(err, "rules would match other words: install libstemmer 2.2, as Debian 12 has it");
    return rc;
}

static wv_rc refuse_size(wv_err *err)
{
    wv_err_set(err, WV_E_PACK,
               "the rule pack names too many words: at most %d different ones, in at most %d "
               "different groups",
               WV_LEXEMES_MAX, WV_CLASSES_MAX);
    wv_err_hint(err, "put words that may stand for each other in one list under lexicon/ and name "
                     "the list, or divide the rules over two packs");
    return WV_E_PACK;
}

wv_rc wv_pack_freeze(wv_pack_ast *ast, wv_frozen **out, wv_diags *diags, wv_err *err)
{
    wv_rc rc = check_stemmer(err);
    if (rc) {
        wv_pack_ast_free(ast);
        return rc;
    }
    freezer z = {.diags = diags, .pack = wv_mem_new(sizeof(wv_frozen))};
    if (!z.pack) {
        wv_pack_ast_free(ast);
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
    wv_arena_init(&z.pack->arena);
    z.pack->ast = ast;
    rc = freeze(&z);
    bool full = rc == WV_E_NOMEM && z.lexemes.full;
    wv_detector_done(&z.detector);
    wv_expander_done(&z.expander);
    wv_lexemes_done(&z.lexemes);
    if (rc == WV_OK) {
        *out = z.pack;
        return WV_OK;
    }
    wv_frozen_free(z.pack);
    if (full) return refuse_size(err);
    return wv_err_set(err, rc, "%s", rc == WV_E_PACK ? "the rule pack has errors" : wv_rc_text(rc));
}

wv_rc wv_pack_open(const char *path, wv_frozen **out, wv_diags *diags, wv_err *err)
{
    return wv_pack_open_parts(&(wv_pack_parts){.path = path}, out, diags, err);
}

wv_rc wv_pack_open_parts(const wv_pack_parts *parts, wv_frozen **out, wv_diags *diags, wv_err *err)
{
    wv_pack_ast *ast = NULL;
    if (wv_frozen_is_file(parts->path)) {
        if (!parts->overlay && !parts->shadow) return wv_frozen_read(parts->path, out, err);
        wv_err_set(err, WV_E_USAGE, "a frozen pack takes no overlay and no shadow rules");
        wv_err_path(err, parts->path, UINT64_MAX);
        wv_err_hint(err, "freeze the folder with its overlay: waakvlam freeze --overlay DIR");
        return WV_E_USAGE;
    }
    wv_rc rc = wv_pack_load_parts(parts, &ast, diags, err);
    return rc == WV_OK ? wv_pack_freeze(ast, out, diags, err) : rc;
}

void wv_frozen_free(wv_frozen *pack)
{
    if (!pack) return;
    if (pack->mapped) {
        wv_frozen_unmap(pack);
        return;
    }
    const wv_matcher *m = pack->matcher;
    for (uint32_t i = 0; m && i < m->regex_total; i++) wv_regex_sleep(m->regexes[i]);
    wv_pack_ast_free((wv_pack_ast *)(uintptr_t)pack->ast);
    wv_arena_done(&pack->arena);
    wv_mem_free(pack);
}
