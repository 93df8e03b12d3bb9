/* SPDX-License-Identifier: EUPL-1.2 */
/* explain.c: `waakvlam explain`: why a text did or did not match, on the scanner's own code path.
 *
 *   sentence 1
 *     maak      maak      maak/v  clause 0          each word: spelling, keys, clause
 *     split verb dood+maken: maak .. dood
 *     rule threat.kill.direct
 *       zegt_zelf: (<ik> & <je> & <doden_werkwoorden>)
 *         matched: Ik | maak | je | dood            or what is lacking
 *   finding threat.kill.direct (threat.kill) severity 5: 'Ik maak je dood'
 *
 * In: a pack, a text, perhaps a glob of rule names. Out: words, patterns that matched, near misses
 * (one word lacking, or all there but not so placed), findings with labels. Without --rule only
 * rules that matched or nearly did. Neighbours: the trace hook of scan/scratch.h, scan/miss.h.
 * Cost: one scan and one look at each pattern a sentence. */
#include "cli/commands.h"
#include "cli/explain_case.h"

#include "cli/options.h"
#include "cli/packs.h"
#include "cli/whole.h"
#include "scan/miss.h"
#include "scan/scratch.h"
#include "text/utf8.h"

#include <fnmatch.h>
#include <stdio.h>

typedef struct explainer {
    const wv_frozen *pack;
    const char *glob; /* NULL: all, near misses only */
    wv_buf out;
    wv_rc rc;
} explainer;

/* ---- words ---- */

enum { SHOWN_BYTES_MAX = 100 };

/* A long list of alternatives is cut: the rule's file has the rest. */
static void add_cut(wv_buf *b, wv_str s)
{
    uint32_t n = s.n;
    if (n > SHOWN_BYTES_MAX)
        for (n = SHOWN_BYTES_MAX; n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80; n--)
            ;
    wv_buf_str(b, (wv_str){s.p, n});
    if (n < s.n) wv_buf_text(b, " ...");
}

static void add_word(explainer *x, const wv_scratch *s, const wv_word *w, bool part)
{
    static const char *const KINDS[] = {"word",  "number", "amount", "time", "date",
                                        "phone", "url",    "emoji",  "punct"};
    const wv_lex *lex = w->lex;
    wv_buf_format(&x->out, "    %s%-16.*s %-16.*s", part ? "| " : "", (int)(w->end - w->start),
                  s->text.p + w->start, (int)lex->folded.n, lex->folded.p);
    for (uint32_t i = 0; i < lex->analysis_count; i++)
        wv_buf_format(&x->out, "%s%.*s/%c", i ? " " : "", lex->analyses[i].key_bytes,
                      lex->analyses[i].key,
                      lex->analyses[i].pos == 1   ? 'v'
                      : lex->analyses[i].pos == 2 ? 'n'
                      : lex->analyses[i].pos == 4 ? 'a'
                                                  : '-');
    if (w->kind != WV_TOKEN_WORD)
        wv_buf_format(&x->out, "(%s)", KINDS[w->kind <= WV_TOKEN_PUNCT ? w->kind : WV_TOKEN_PUNCT]);
    wv_buf_format(&x->out, "  clause %u\n", w->clause);
}

static void add_words(explainer *x, const wv_scratch *s, uint32_t sentence)
{
    const wv_lattice *l = &s->lattice;
    wv_buf_format(&x->out, "\nsentence %u\n", sentence + 1);
    for (uint32_t i = 0; i < l->count; i++) {
        add_word(x, s, &l->words[i], false);
        for (uint32_t n = l->words[i].alternative; n > 0 && i + 1 < l->count; n--)
            add_word(x, s, &l->words[++i], true);
    }
    for (uint32_t i = 0; i < l->split_count; i++) {
        const wv_sepverb_pair *pair = &s->m->pairs[l->splits[i].pair];
        const wv_word *a = &l->words[l->splits[i].first], *b = &l->words[l->splits[i].other];
        wv_buf_format(&x->out, "    split verb %.*s+%.*s: %.*s .. %.*s\n", (int)pair->particle.n,
                      pair->particle.p, (int)pair->base.n, pair->base.p, (int)(a->end - a->start),
                      s->text.p + a->start, (int)(b->end - b->start), s->text.p + b->start);
    }
}

/* ---- patterns ---- */

static wv_str literal_of(const wv_matcher *m, uint32_t probe)
{
    return probe < m->pattern_count ? m->patterns[probe].lit->s
                                    : wv_regex_source(m->regexes[probe - m->pattern_count])->s;
}

static void add_voices(wv_buf *b, uint8_t voices)
{
    static const char NAMES[] = "PVTR";
    if (voices == WV_VOICES_ALL) return;
    wv_buf_text(b, "  voices ");
    for (int v = 0; v < WV_VOICE_COUNT; v++)
        if (voices >> v & 1) wv_buf_byte(b, NAMES[v]);
}

static void add_hit(explainer *x, const wv_scratch *s, const wv_hit *h)
{
    wv_buf_text(&x->out, "        matched:");
    if (h->span.end)
        wv_buf_format(&x->out, " '%.*s'", (int)(h->span.end - h->span.start),
                      s->text.p + h->span.start);
    for (uint32_t i = 0; i < h->word_count && !h->span.end; i++) {
        const wv_word *w = &s->lattice.words[s->hit_words.items[h->word_at + i]];
        wv_buf_format(&x->out, "%s %.*s", i ? " |" : "", (int)(w->end - w->start),
                      s->text.p + w->start);
    }
    uint8_t voices = 0;
    for (int v = 0; v < WV_VOICE_COUNT; v++)
        if (h->readings >> (v * WV_VOICE_COUNT) & WV_VOICES_ALL) voices |= (uint8_t)(1u << v);
    add_voices(&x->out, voices);
    wv_buf_text(&x->out, h->incomplete ? "  (gave up at a limit)\n" : "\n");
}

static bool add_hits(explainer *x, const wv_scratch *s, uint32_t probe, uint32_t sentence)
{
    bool any = false;
    for (uint32_t i = 0; i < s->hit_count; i++) {
        if (s->hits[i].probe != probe || s->hits[i].sentence != sentence) continue;
        add_hit(x, s, &s->hits[i]);
        any = true;
    }
    return any;
}

static bool has_hit(const wv_scratch *s, uint32_t probe, uint32_t sentence)
{
    for (uint32_t i = 0; i < s->hit_count; i++)
        if (s->hits[i].probe == probe && s->hits[i].sentence == sentence) return true;
    return false;
}

/* The nearest miss over the voices. */
static wv_miss nearest(const wv_scratch *s, uint32_t pattern)
{
    const wv_pattern *p = &s->m->patterns[pattern];
    wv_miss best = wv_miss_of(&s->lattice, p, (wv_reading){WV_VOICE_P, WV_VOICE_P});
    for (int v = 1; v < WV_VOICE_COUNT && p->slotted; v++) {
        wv_miss other = wv_miss_of(&s->lattice, p, (wv_reading){(wv_voice)v, WV_VOICE_P});
        if (other.count < best.count) best = other;
    }
    return best;
}

static bool is_near(const wv_miss *miss)
{
    return miss->wanted >= 2 && (!miss->count || (miss->count == 1 && miss->wanted >= 3));
}

static void add_miss(explainer *x, const wv_miss *miss)
{
    if (!miss->count) {
        wv_buf_text(
            &x->out,
            "        no match: the words are there, but not in this order, clause or distance\n");
        return;
    }
    wv_buf_format(&x->out, "        no match: lacks %u of %u:", miss->count, miss->wanted);
    for (uint32_t i = 0; i < miss->count && i < WV_MISS_MAX; i++) {
        wv_buf_text(&x->out, i ? ", " : " ");
        add_cut(&x->out, miss->lacks[i]->source);
    }
    wv_buf_byte(&x->out, '\n');
}

/* ---- rules ---- */

static bool glob_fits(const explainer *x, wv_str name)
{
    char text[256];
    if (!x->glob) return true;
    if (name.n >= sizeof text) return false;
    memcpy(text, name.p, name.n);
    text[name.n] = 0;
    return fnmatch(x->glob, text, 0) == 0;
}

/* Is there anything to say of this rule in this sentence? */
static bool is_worth_it(const explainer *x, const wv_scratch *s, const wv_detection *d,
                        uint32_t sentence)
{
    if (x->glob) return true;
    for (uint32_t i = 0; i < d->probe_count; i++) {
        if (has_hit(s, d->probes[i], sentence)) return true;
        if (d->probes[i] >= s->m->pattern_count) continue;
        wv_miss miss = nearest(s, d->probes[i]);
        if (is_near(&miss)) return true;
    }
    return false;
}

static void add_probe(explainer *x, const wv_scratch *s, uint32_t probe, wv_str selection,
                      uint32_t sentence)
{
    bool hit = has_hit(s, probe, sentence), pattern = probe < s->m->pattern_count;
    wv_miss miss = pattern && !hit ? nearest(s, probe) : (wv_miss){0};
    if (!hit && !x->glob && !(pattern && is_near(&miss))) return;
    wv_str literal = literal_of(s->m, probe);
    wv_buf_format(&x->out, "      %.*s: ", (int)selection.n, selection.p);
    add_cut(&x->out, literal);
    wv_buf_byte(&x->out, '\n');
    if (add_hits(x, s, probe, sentence)) return;
    if (pattern)
        add_miss(x, &miss);
    else
        wv_buf_text(&x->out, "        no match\n");
}

static void add_rule(explainer *x, const wv_scratch *s, uint32_t rule, uint32_t sentence)
{
    const wv_detection *d = &s->m->detections[rule];
    wv_str name = x->pack->rules[rule].name;
    if (!d->selection_count || !glob_fits(x, name) || !is_worth_it(x, s, d, sentence)) return;
    wv_buf_format(&x->out, "    rule %.*s\n", (int)name.n, name.p);
    for (uint32_t sel = 0; sel < d->selection_count; sel++)
        for (uint32_t b = 0; b < d->selections[sel].count; b++) {
            const wv_branch *branch = &d->selections[sel].branches[b];
            for (uint32_t f = 0; f < branch->count; f++)
                for (uint32_t p = 0; p < branch->fields[f].probe_count; p++)
                    add_probe(x, s, branch->fields[f].probes[p], d->selections[sel].name, sentence);
        }
}

/* Trace hook: called by the scanner after each sentence. */
static void on_sentence(void *ctx, wv_scratch *s, uint32_t sentence)
{
    explainer *x = ctx;
    x->rc = wv_scan_enter(s, sentence);
    if (x->rc != WV_OK) return;
    add_words(x, s, sentence);
    for (uint32_t r = 0; r < x->pack->rule_count; r++) add_rule(x, s, r, sentence);
}

/* ---- findings ---- */

static void add_finding(explainer *x, wv_str text, const wv_finding *f)
{
    static const char *const LABELS[] = {
#define WV_LABEL_TEXT(name, label) label,
        WV_LABEL_TABLE(WV_LABEL_TEXT)
#undef WV_LABEL_TEXT
    };
    const wv_frozen_rule *rule = &x->pack->rules[f->rule];
    wv_buf_format(&x->out, "finding %.*s (%.*s) severity %u:", (int)rule->name.n, rule->name.p,
                  (int)rule->signal.n, rule->signal.p, f->severity);
    for (uint32_t i = 0; i < f->span_count; i++)
        wv_buf_format(&x->out, " '%.*s'", (int)(f->spans[i].end - f->spans[i].start),
                      text.p + f->spans[i].start);
    add_voices(&x->out, f->voices);
    if (f->dropped) wv_buf_text(&x->out, "  DROPPED by scope");
    if (f->suppressed_by.n)
        wv_buf_format(&x->out, "  SUPPRESSED by %.*s '%.*s'", (int)f->suppressed_by.n,
                      f->suppressed_by.p, (int)(f->suppressed_at.end - f->suppressed_at.start),
                      text.p + f->suppressed_at.start);
    wv_buf_byte(&x->out, '\n');
    for (uint32_t i = 0; i < f->why_count; i++)
        wv_buf_format(&x->out, "    %s by '%.*s'\n", LABELS[f->why[i].label],
                      (int)(f->why[i].span.end - f->why[i].span.start),
                      text.p + f->why[i].span.start);
}

static wv_rc explain(explainer *x, wv_str text, bool message, wv_err *err)
{
    wv_record record = {
        .id = WV_STR("explain"), .kind = message ? WV_KIND_MESSAGE : WV_KIND_REPORT, .text = text};
    wv_scratch *scratch = NULL;
    wv_findings findings;
    wv_rc rc = wv_scratch_new(x->pack, &scratch, err);
    if (rc != WV_OK) return rc;
    scratch->trace = (wv_scan_trace){x, on_sentence};
    rc = wv_scan_record(scratch, &record, &findings, err);
    rc = rc ? rc : x->rc;
    wv_buf_format(&x->out, "\n%u finding%s\n", findings.count, findings.count == 1 ? "" : "s");
    for (uint32_t i = 0; i < findings.count && rc == WV_OK; i++)
        if (glob_fits(x, x->pack->rules[findings.items[i].rule].name))
            add_finding(x, text, &findings.items[i]);
    wv_scratch_free(scratch);
    return rc;
}

/* The operands joined by spaces, or standard input for "-". */
static wv_rc gather(char **words, int count, wv_buf *text, wv_err *err)
{
    if (count == 1 && !strcmp(words[0], "-")) return wv_whole_read("-", text, err);
    for (int i = 0; i < count; i++) {
        if (i) wv_buf_byte(text, ' ');
        wv_buf_text(text, words[i]);
    }
    return text->failed ? WV_E_NOMEM : WV_OK;
}

static wv_rc run(explainer *x, char **words, int count, bool message, wv_err *err)
{
    wv_buf text;
    wv_buf_init(&text);
    wv_buf_init(&x->out);
    wv_rc rc = gather(words, count, &text, err);
    wv_str s = {text.p ? text.p : "", (uint32_t)text.n};
    if (rc == WV_OK && !wv_utf8_valid(s))
        rc = wv_err_set(err, WV_E_UTF8, "the text is not valid UTF-8");
    rc = rc ? rc : explain(x, s, message, err);
    if (rc == WV_OK && !x->out.failed) fwrite(x->out.p, 1, x->out.n, stdout);
    wv_buf_done(&x->out);
    wv_buf_done(&text);
    return rc;
}

static int explain_case(const wv_command_line *line, int argc, const char *rules, const char *state,
                        const char *name, const char *glob, const char *format)
{
    bool ndjson = strcmp(format, "ndjson") == 0;
    if (!ndjson && strcmp(format, "text") != 0)
        return wv_options_usage(line, "--format wants text or ndjson");
    if (!state || argc != 1) return wv_options_usage(line, "--case wants --state FILE and no text");
    return wv_explain_case(rules, state, name, glob, ndjson);
}

int wv_cli_explain(int argc, char **argv)
{
    const char *rules = NULL, *overlay = NULL, *glob = NULL, *state = NULL, *name = NULL;
    const char *format = "text";
    bool message = false;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack to use", &rules},
        {0, "overlay", WV_OPTION_TEXT, "DIR", "with a region's changes to the pack", &overlay},
        {0, "rule", WV_OPTION_TEXT, "GLOB",
         "every pattern of these rules, not only matches and near misses", &glob},
        {0, "message", WV_OPTION_FLAG, NULL, "read the text as a chat message, not as a report",
         &message},
        {0, "case", WV_OPTION_TEXT, "CASE", "explain the patterns of a case instead of a text",
         &name},
        {0, "state", WV_OPTION_TEXT, "FILE", "with --case: state that `scan --state` keeps",
         &state},
        {0, "format", WV_OPTION_TEXT, "FORM", "with --case: text (Dutch, to read) or ndjson",
         &format},
        {0},
    };
    const wv_command_line line = {
        "explain [-r PACK] [--rule GLOB] [--message] TEXT|- | --case CASE --state FILE",
        "Says why a text did or did not match: words and keys, patterns, near misses, findings.\n"
        "Of a case: which records made each alert, which stood outside the window and by how\n"
        "much, and what one more act would do.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (name && overlay)
        return wv_options_usage(&line, "--case takes the overlay's folder itself: -r DIR");
    if (name) return explain_case(&line, argc, rules, state, name, glob, format);
    if (argc < 2)
        return wv_options_usage(&line, "give a text, or - to read it from standard input");
    wv_frozen *pack = NULL;
    int code = wv_packs_open_parts(&(wv_pack_parts){rules, overlay, NULL}, false, &pack);
    if (code != 0) return code;
    explainer x = {.pack = pack, .glob = glob};
    wv_err err = {0};
    wv_rc rc = run(&x, argv + 1, argc - 1, message, &err);
    wv_frozen_free(pack);
    if (rc != WV_OK)
        fprintf(stderr, "waakvlam explain: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    return wv_rc_exit(rc);
}
