/* SPDX-License-Identifier: EUPL-1.2 */
/* card.c: `waakvlam card`: what a pack is for, what not, what is in it, what it misses and how it was measured.
 *
 * In: a pack; the JSON of `eval` on a corpus. Out: a card in Dutch, for who decides about using the pack: Markdown
 * or HTML; with --register the text for the Algoritmeregister. Invariants: what the card says stands in pack.yaml,
 * was counted in the pack or was measured by `eval` of this very pack; a measure of another pack is refused, and what
 * nobody wrote down is said to be missing. Cost: none. */
#include "cli/card.h"

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "cli/whole.h"
#include "read/tape.h"
#include "run/sink.h"

#include <stdarg.h>
#include <stdio.h>

enum { PAGE_MODE = 0644, EVAL_ITEMS_MIN = 3 };

static const wv_str unsaid = {"(staat niet in pack.yaml)", 25};

/* ---- what is in the pack ---- */

wv_str wv_card_said(const wv_card *card, const char *key)
{
    const wv_node *node = wv_node_get(card->pack->ast->manifest, key);
    return node && node->type == WV_NODE_SCALAR ? node->scalar : (wv_str){"", 0};
}

const wv_node *wv_card_listed(const wv_card *card, const char *key)
{
    const wv_node *node = wv_node_get(card->pack->ast->manifest, key);
    return node && node->type == WV_NODE_LIST ? node : NULL;
}

wv_str wv_card_text(wv_card *card, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = n > 0 ? wv_arena_alloc(&card->arena, (size_t)n + 1) : NULL;
    if (!text) return (wv_str){"", 0};
    va_start(args, format);
    vsnprintf(text, (size_t)n + 1, format, args);
    va_end(args);
    return (wv_str){text, (uint32_t)n};
}

static wv_card_family *family_of(wv_card *card, wv_str slug)
{
    const char *dot = memchr(slug.p, '.', slug.n);
    wv_str name = {slug.p, dot ? (uint32_t)(dot - slug.p) : slug.n};
    for (uint32_t i = 0; i < card->family_count; i++)
        if (wv_str_eq(card->families[i].name, name)) return &card->families[i];
    if (card->family_count < WV_CARD_FAMILIES_MAX)
        card->families[card->family_count++] = (wv_card_family){.name = name};
    return &card->families[card->family_count - 1];
}

static bool has_rule(const wv_frozen *pack, wv_str slug)
{
    for (uint32_t i = 0; i < pack->rule_count; i++)
        if (!pack->rules[i].disabled && wv_str_eq(pack->rules[i].signal, slug)) return true;
    return false;
}

static void count_rule(wv_card *card, const wv_frozen_rule *r)
{
    wv_card_family *f = family_of(card, r->signal);
    if (r->disabled) return;
    card->rules++;
    card->experimental += r->experimental;
    card->case_rules += r->ast->correlation != NULL;
    card->sensitive += r->ast->sensitive;
    card->tests += r->ast->test_count;
    f->rules++;
    for (uint32_t i = 0; i < r->ast->test_count; i++)
        *(r->ast->tests[i].match ? &f->matching : &f->lookalikes) += 1;
}

static void count_pack(wv_card *card)
{
    const wv_frozen *p = card->pack;
    for (uint32_t i = 0; i < p->ast->signal_count; i++) {
        const wv_signal_ast *s = &p->ast->signals[i];
        wv_card_family *f = family_of(card, s->slug.s);
        *(s->is_pattern ? &card->patterns : &card->signals) += 1;
        f->signals++;
        f->grave += !s->is_pattern && s->severity >= 4;
        f->without_rule += !has_rule(p, s->slug.s);
    }
    for (uint32_t i = 0; i < p->rule_count; i++) count_rule(card, &p->rules[i]);
    card->lists = p->ast->list_count;
}

/* ---- what was measured ---- */

static wv_card_share share_under(const wv_json *j, uint32_t at, const char *key)
{
    static const char *const names[] = {"share", "low", "high"};
    double v[3] = {0, 0, 0};
    uint32_t of = wv_tape_member(j, at, key);
    for (int i = 0; i < 3; i++) {
        uint32_t k = wv_tape_member(j, of, names[i]);
        if (wv_tape_is(j, k, WV_JSON_NUMBER)) v[i] = wv_json_number(j->values[k].text);
    }
    return (wv_card_share){v[0], v[1], v[2]};
}

static uint64_t count_under(const wv_json *j, uint32_t at, const char *key)
{
    return (uint64_t)wv_tape_number(j, at, key);
}

static void read_misses(wv_card *card, const wv_json *j, wv_card_eval *e)
{
    uint32_t list = wv_tape_member(j, 0, "signals"), i = list + 1;
    if (!wv_tape_is(j, list, WV_JSON_ARRAY)) return;
    for (uint32_t k = 0; k < j->values[list].count; k++, i = j->values[i].next) {
        wv_card_miss m = {wv_arena_str(&card->arena, wv_tape_text(j, i, "name")),
                          count_under(j, i, "right"), count_under(j, i, "missed")};
        bool often = m.right + m.missed >= EVAL_ITEMS_MIN && m.missed > m.right;
        if (often && m.name.p && e->miss_count < WV_CARD_MISSES_MAX) e->misses[e->miss_count++] = m;
    }
}

static wv_rc read_figures(wv_card *card, const char *path, wv_str json, wv_err *err)
{
    wv_json j;
    wv_json_error error = {.message = ""};
    wv_card_eval *e = &card->evals[card->eval_count];
    wv_json_init(&j, &card->arena);
    wv_rc rc = wv_json_parse(&j, json, &error);
    uint32_t all = rc ? WV_TAPE_NONE : wv_tape_member(&j, 0, "all");
    uint32_t pack = rc ? WV_TAPE_NONE : wv_tape_member(&j, 0, "pack");
    if (rc || !wv_tape_is(&j, all, WV_JSON_OBJECT)) {
        rc = wv_err_set(err, WV_E_JSON, "%s is not what `waakvlam eval --json` writes", path);
    } else if (!wv_str_is(wv_tape_text(&j, pack, "sha256"), card->pack->sha256_hex)) {
        rc = wv_err_set(err, WV_E_RECORD,
                        "%s measures another pack or version: measure this one again", path);
    } else {
        const char *slash = strrchr(path, '/');
        *e = (wv_card_eval){.path = wv_str_of(slash ? slash + 1 : path),
                            .items = count_under(&j, all, "items"),
                            .empty = count_under(&j, all, "empty"),
                            .alarms = count_under(&j, all, "alarms"),
                            .precision = share_under(&j, all, "precision"),
                            .recall = share_under(&j, all, "recall")};
        read_misses(card, &j, e);
        card->eval_count++;
    }
    wv_json_done(&j);
    return rc;
}

static wv_rc read_eval(wv_card *card, const char *path, wv_err *err)
{
    wv_buf file;
    if (card->eval_count == WV_CARD_EVALS_MAX)
        return wv_err_set(err, WV_E_LIMIT, "a card takes at most %d measures", WV_CARD_EVALS_MAX);
    wv_buf_init(&file);
    wv_rc rc = wv_whole_read(path, &file, err);
    if (!rc) rc = read_figures(card, path, (wv_str){file.p, (uint32_t)file.n}, err);
    wv_buf_done(&file);
    return rc;
}

/* ---- the card ---- */

static void put_said(const wv_card *card, wv_card_page *p, const char *heading, const char *key)
{
    wv_str text = wv_card_said(card, key);
    const wv_node *list = wv_card_listed(card, key);
    wv_card_heading(p, 2, heading);
    if (!list) {
        wv_card_paragraph(p, text.n ? text : unsaid);
        return;
    }
    wv_card_list_begin(p);
    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i]->type == WV_NODE_SCALAR) wv_card_item(p, list->items[i]->scalar);
    wv_card_list_end(p);
}

static void put_identity(wv_card *card, wv_card_page *p)
{
    static const char *const head[] = {"Wat", "Waarde"};
    const wv_frozen *f = card->pack;
    wv_str licence = wv_card_said(card, "license"), contact = wv_card_said(card, "contact");
    const wv_str rows[][2] = {{WV_STR("Pakket"), f->name},
                              {WV_STR("Versie"), f->version},
                              {WV_STR("SHA-256"), wv_str_of(f->sha256_hex)},
                              {WV_STR("Programma"), WV_STR("waakvlam " WV_VERSION)},
                              {WV_STR("Licentie"), licence.n ? licence : unsaid},
                              {WV_STR("Contact"), contact.n ? contact : unsaid}};
    wv_card_table_begin(p, head, 2);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) wv_card_row(p, rows[i], 2);
    wv_card_table_end(p);
}

static void put_contents(wv_card *card, wv_card_page *p)
{
    static const char *const head[] = {"Familie",
                                       "Signalen",
                                       "Ernst 4 en 5",
                                       "Zonder regel",
                                       "Regels",
                                       "Tests die moeten aanslaan",
                                       "Tests die stil moeten blijven"};
    wv_card_heading(p, 2, "Wat erin staat");
    wv_card_paragraph(
        p, wv_card_text(
               card,
               "%u signalen in een tekst, %u patronen over een zaak, %u regels (waarvan %u over "
               "een zaak, %u alleen op proef en %u gemerkt als gevoelig), %u lijsten met woorden "
               "en %u tests in de regels.",
               card->signals, card->patterns, card->rules, card->case_rules, card->experimental,
               card->sensitive, card->lists, card->tests));
    wv_card_table_begin(p, head, 7);
    for (uint32_t i = 0; i < card->family_count; i++) {
        const wv_card_family *f = &card->families[i];
        const wv_str cells[7] = {f->name,
                                 wv_card_text(card, "%u", f->signals),
                                 wv_card_text(card, "%u", f->grave),
                                 wv_card_text(card, "%u", f->without_rule),
                                 wv_card_text(card, "%u", f->rules),
                                 wv_card_text(card, "%u", f->matching),
                                 wv_card_text(card, "%u", f->lookalikes)};
        wv_card_row(p, cells, 7);
    }
    wv_card_table_end(p);
}

static void put_without_rule(wv_card *card, wv_card_page *p)
{
    const wv_frozen *f = card->pack;
    for (uint32_t i = 0; i < f->ast->signal_count; i++) {
        wv_str slug = f->ast->signals[i].slug.s;
        if (!has_rule(f, slug))
            wv_card_item(
                p, wv_card_text(card, "%.*s: er is geen regel voor.", (int)slug.n, slug.p));
    }
}

/* What the authors know, what has no rule, and what a measure missed more often than it found. */
static void put_misses(wv_card *card, wv_card_page *p)
{
    put_said(card, p, "Bekende missers", "misses");
    wv_card_paragraph(p, WV_STR("Uit het pakket en de metingen, als er iets te melden is:"));
    wv_card_list_begin(p);
    put_without_rule(card, p);
    for (uint32_t i = 0; i < card->eval_count; i++)
        for (uint32_t k = 0; k < card->evals[i].miss_count; k++) {
            const wv_card_miss *m = &card->evals[i].misses[k];
            wv_card_item(p, wv_card_text(card, "%.*s: %llu van %llu gemist (%.*s).", (int)m->name.n,
                                         m->name.p, (unsigned long long)m->missed,
                                         (unsigned long long)(m->right + m->missed),
                                         (int)card->evals[i].path.n, card->evals[i].path.p));
        }
    wv_card_list_end(p);
}

/* 0.767 -> "76,7 %", as a Dutch reader writes it; no locale is asked. */
static wv_str percent(wv_card *card, double share)
{
    unsigned tenths = (unsigned)(share * 1000 + 0.5);
    return wv_card_text(card, "%u,%u %%", tenths / 10, tenths % 10);
}

static wv_str interval(wv_card *card, wv_card_share s)
{
    wv_str at = percent(card, s.share), low = percent(card, s.low), high = percent(card, s.high);
    return wv_card_text(card, "%.*s (%.*s tot %.*s)", (int)at.n, at.p, (int)low.n, low.p,
                        (int)high.n, high.p);
}

static void put_figures(wv_card *card, wv_card_page *p)
{
    static const char *const head[] = {"Meting", "Teksten", "Klopt van wat is gevonden",
                                       "Gevonden van wat er staat", "Vals alarm, ernst 3 en hoger"};
    wv_card_heading(p, 2, "Cijfers");
    if (!card->eval_count) {
        wv_card_paragraph(p, WV_STR("Bij deze kaart is geen meting gegeven (card --eval)."));
        return;
    }
    wv_card_paragraph(
        p, WV_STR("Gemeten met dit pakket, op deze versie, met waakvlam eval. Tussen haakjes staat "
                  "waar de "
                  "waarde met 95 % zekerheid ligt voor teksten van dezelfde soort. Een meting op "
                  "verzonnen teksten zegt niet hoe goed het in de praktijk gaat."));
    wv_card_table_begin(p, head, 5);
    for (uint32_t i = 0; i < card->eval_count; i++) {
        const wv_card_eval *e = &card->evals[i];
        const wv_str cells[5] = {e->path, wv_card_text(card, "%llu", (unsigned long long)e->items),
                                 interval(card, e->precision), interval(card, e->recall),
                                 wv_card_text(card, "%llu van %llu teksten zonder teken",
                                              (unsigned long long)e->alarms,
                                              (unsigned long long)e->empty)};
        wv_card_row(p, cells, 5);
    }
    wv_card_table_end(p);
}

static wv_str review_cell(const wv_node *row, const char *key, wv_str otherwise)
{
    const wv_node *node = row->type == WV_NODE_MAP ? wv_node_get(row, key) : NULL;
    bool said = node && node->type == WV_NODE_SCALAR && node->scalar.n &&
                !(wv_str_is(node->scalar, "null") && !node->quoted);
    return said ? node->scalar : otherwise;
}

static void put_review(wv_card *card, wv_card_page *p)
{
    static const char *const head[] = {"Datum", "Wie", "Wat", "Uitkomst"};
    const wv_node *list = wv_card_listed(card, "review");
    wv_card_heading(p, 2, "Wie heeft het nagekeken");
    if (!list) {
        wv_card_paragraph(p, unsaid);
        return;
    }
    wv_card_table_begin(p, head, 4);
    for (uint32_t i = 0; i < list->count; i++) {
        const wv_node *row = list->items[i];
        const wv_str cells[4] = {
            review_cell(row, "date", WV_STR("nog niet")), review_cell(row, "role", WV_STR("-")),
            review_cell(row, "scope", WV_STR("-")), review_cell(row, "result", WV_STR("-"))};
        wv_card_row(p, cells, 4);
    }
    wv_card_table_end(p);
}

static void put_card(wv_card *card, wv_card_page *p)
{
    wv_str title = wv_card_said(card, "title");
    if (!title.n) title = card->pack->name;
    wv_card_begin(p, wv_card_text(card, "Pakketkaart: %.*s", (int)title.n, title.p));
    put_identity(card, p);
    put_said(card, p, "Waar het voor is", "purpose");
    put_said(card, p, "Waar het niet voor is", "not_for");
    put_said(card, p, "Grenzen", "limits");
    put_contents(card, p);
    put_misses(card, p);
    put_figures(card, p);
    put_review(card, p);
    put_said(card, p, "Bronnen", "references");
    wv_card_end(p);
}

/* ---- the command ---- */

static wv_rc write_out(const char *path, const wv_buf *out, wv_err *err)
{
    wv_sink sink;
    wv_sink_init(&sink);
    wv_rc rc = out->failed ? wv_err_set(err, WV_E_NOMEM, "out of memory")
                           : wv_sink_open(&sink, path, PAGE_MODE, err);
    if (!rc) rc = wv_sink_write(&sink, out->p, out->n, err);
    if (!rc) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    return rc;
}

static int run(wv_card *card, const wv_option_texts *evals, bool html, bool reg, const char *path)
{
    wv_err err = {0};
    wv_buf out;
    wv_rc rc = WV_OK;
    wv_buf_init(&out);
    wv_arena_init(&card->arena);
    count_pack(card);
    for (unsigned i = 0; i < evals->count && !rc; i++) rc = read_eval(card, evals->items[i], &err);
    wv_card_page page = {&out, html};
    if (!rc) (reg ? wv_card_register : put_card)(card, &page);
    if (!rc) rc = write_out(path, &out, &err);
    if (rc) fprintf(stderr, "waakvlam card: %s\n", err.message);
    wv_arena_done(&card->arena);
    wv_buf_done(&out);
    return wv_rc_exit(rc);
}

int wv_cli_card(int argc, char **argv)
{
    const char *rules = NULL, *path = "-";
    wv_option_texts evals = {.count = 0};
    bool html = false, reg = false;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack to describe", &rules},
        {0, "eval", WV_OPTION_TEXTS, "FILE", "figures: what eval --json wrote of this pack",
         &evals},
        {0, "register", WV_OPTION_FLAG, NULL, "the text for the Algoritmeregister instead", &reg},
        {0, "html", WV_OPTION_FLAG, NULL, "one HTML page; else Markdown", &html},
        {'o', "output", WV_OPTION_TEXT, "FILE", "file to write; standard output", &path},
        {0},
    };
    const wv_command_line line = {
        "card [-r PACK] [--eval FILE]... [--register] [--html] [-o FILE]",
        "What a pack is for, what is in it, what it misses and how it was measured, in Dutch.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc > 1) return wv_options_usage(&line, "no operand expected, found '%s'", argv[1]);
    wv_frozen *pack = NULL;
    int code = wv_packs_open(rules, false, &pack);
    wv_card *card = code ? NULL : wv_mem_new(sizeof *card);
    if (!code && !card) code = wv_rc_exit(WV_E_NOMEM);
    if (card) {
        card->pack = pack;
        code = run(card, &evals, html, reg, path);
    }
    wv_mem_free(card);
    wv_frozen_free(pack);
    return code;
}
