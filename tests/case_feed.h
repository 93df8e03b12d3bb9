/* SPDX-License-Identifier: EUPL-1.2 */
/* case_feed.h: feeds for tests of the case stage: NDJSON records with `"signals":["threat.kill
 * B>A", ...]` beside them stand for what the scanner would have found, so that cases are tested
 * without any word of Dutch. Each entry is a signal's slug, then optionally `ACTOR>TARGET` (either
 * side may be empty), then optionally a severity, `negated` or `inferred`.
 *
 * Header-only, for tests and tools of this folder; asserts on any failure. */
#ifndef TESTS_CASE_FEED_H
#define TESTS_CASE_FEED_H

#include "case/case.h"
#include "base/buf.h"
#include "flag/flag.h"
#include "read/reader.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* A frozen pack without its matcher: rules and signals only. One extra rule a signal stands for
 * "the scanner". */
typedef struct feed_pack {
    wv_frozen frozen;
    wv_pack_ast *ast;
    wv_frozen_rule *rules;
    wv_rule_ast *told; /* one a signal */
} feed_pack;

static inline const wv_signal_ast *feed_signal(const wv_pack_ast *ast, wv_str slug)
{
    for (uint32_t i = 0; i < ast->signal_count; i++)
        if (wv_str_eq(ast->signals[i].slug.s, slug)) return &ast->signals[i];
    return NULL;
}

static inline void feed_rule(feed_pack *p, uint32_t at, const wv_rule_ast *rule)
{
    const wv_signal_ast *s = feed_signal(p->ast, rule->signal.s);
    assert(s);
    p->rules[at] = (wv_frozen_rule){
        .name = rule->name.s,
        .id = rule->id.s,
        .signal = rule->signal.s,
        .severity = (uint8_t)(s->severity - (rule->basis == WV_BASIS_INFERRED && s->severity)),
        .triage = s->triage,
        .basis = rule->basis,
        .is_pattern = rule->is_pattern,
        .ast = rule};
}

static inline void feed_open(feed_pack *p, const char *path)
{
    wv_diags diags;
    wv_err err;
    wv_diags_init(&diags);
    *p = (feed_pack){0};
    wv_rc rc = wv_pack_load(path, &p->ast, &diags, &err);
    if (rc) {
        wv_buf text;
        wv_buf_init(&text);
        wv_diags_print(&diags, &text);
        fprintf(stderr, "%s\n%.*s\n", err.message, (int)text.n, text.p ? text.p : "");
        exit(1);
    }
    wv_diags_done(&diags);
    uint32_t n = p->ast->rule_count, signals = p->ast->signal_count;
    p->rules = calloc(n + signals, sizeof *p->rules);
    p->told = calloc(signals + 1, sizeof *p->told);
    for (uint32_t i = 0; i < n; i++) feed_rule(p, i, &p->ast->rules[i]);
    for (uint32_t i = 0; i < signals; i++) {
        p->told[i].signal = p->told[i].name = p->ast->signals[i].slug;
        feed_rule(p, n + i, &p->told[i]);
    }
    p->frozen = (wv_frozen){.ast = p->ast,
                            .name = p->ast->name.s,
                            .version = p->ast->version.s,
                            .rules = p->rules,
                            .rule_count = n + signals};
    memset(p->frozen.sha256_hex, '0', 64);
}

static inline void feed_close(feed_pack *p)
{
    wv_pack_ast_free(p->ast);
    free(p->rules);
    free(p->told);
}

/* For cmocka: *state is one pack that all tests of a group share. */
static inline int feed_open_group(void **state, const char *path)
{
    static feed_pack pack;
    feed_open(&pack, path);
    *state = &pack;
    return 0;
}

static inline int feed_close_group(void **state)
{
    feed_close(*state);
    return 0;
}

static inline wv_cases *feed_cases(feed_pack *p, const wv_cases_options *options)
{
    wv_diags diags;
    wv_err err;
    wv_cases *cases = NULL;
    wv_diags_init(&diags);
    if (wv_cases_new(&p->frozen, options, &cases, &diags, &err) != WV_OK) {
        wv_buf text;
        wv_buf_init(&text);
        wv_diags_print(&diags, &text);
        fprintf(stderr, "%s\n%.*s\n", err.message, (int)text.n, text.p ? text.p : "");
        exit(1);
    }
    wv_diags_done(&diags);
    return cases;
}

/* --- what the scanner would have found
 * ------------------------------------------------------------------------- */

enum { FEED_FINDINGS_MAX = 32 };

static inline wv_str feed_word(wv_str *rest)
{
    while (rest->n && *rest->p == ' ') rest->p++, rest->n--;
    wv_str w = {rest->p, 0};
    while (w.n < rest->n && w.p[w.n] != ' ') w.n++;
    rest->p += w.n, rest->n -= w.n;
    return w;
}

static inline wv_finding feed_finding(const feed_pack *p, wv_str spec)
{
    wv_str slug = feed_word(&spec), word;
    uint32_t first = p->ast->rule_count;
    wv_finding f = {.rule = UINT32_MAX, .voices = 15};
    for (uint32_t i = 0; i < p->ast->signal_count; i++)
        if (wv_str_eq(p->ast->signals[i].slug.s, slug))
            f.rule = first + i, f.severity = p->ast->signals[i].severity;
    if (f.rule == UINT32_MAX) fprintf(stderr, "no signal %.*s\n", (int)slug.n, slug.p), exit(1);
    while ((word = feed_word(&spec)).n) {
        const char *mark = memchr(word.p, '>', word.n);
        if (mark) {
            f.actor = (wv_str){word.p, (uint32_t)(mark - word.p)};
            f.target = (wv_str){mark + 1, word.n - f.actor.n - 1};
        } else if (wv_str_is(word, "negated")) {
            f.labels |= 1u << WV_LABEL_NEGATED;
        } else if (wv_str_is(word, "inferred")) {
            f.basis = WV_BASIS_INFERRED;
        } else {
            f.severity = (uint8_t)(word.p[0] - '0');
        }
    }
    return f;
}

static inline uint32_t feed_findings(const feed_pack *p, wv_str line, wv_finding *out)
{
    static const char key[] = "\"signals\"";
    uint32_t count = 0;
    for (uint32_t i = 0; i + sizeof key < line.n; i++) {
        if (memcmp(line.p + i, key, sizeof key - 1) != 0) continue;
        i += sizeof key - 1;
        while (i < line.n && line.p[i] != ']') {
            if (line.p[i++] != '"') continue;
            uint32_t start = i;
            while (i < line.n && line.p[i] != '"') i++;
            assert(count < FEED_FINDINGS_MAX);
            out[count++] = feed_finding(p, (wv_str){line.p + start, i - start});
            i++;
        }
        break;
    }
    return count;
}

/* --- a run
 * ------------------------------------------------------------------------------------------------------
 */

typedef struct feed_run {
    feed_pack *pack;
    wv_cases *cases;
    wv_reader reader;
    wv_flag_writer writer;
    wv_buf out;
    uint32_t seen, dead, taken;
} feed_run;

static inline void feed_begin(feed_run *r, feed_pack *pack, const wv_cases_options *options)
{
    static wv_tz zone;
    static wv_reader_options reading;
    wv_err err;
    if (!reading.zone && wv_tz_open("Europe/Amsterdam", &zone, &err) == WV_OK)
        reading = (wv_reader_options){.zone = &zone, .zone_for_clocks = true};
    wv_flag_options writing = {.pack = &pack->frozen};
    *r = (feed_run){.pack = pack, .cases = feed_cases(pack, options)};
    wv_reader_init(&r->reader, &reading);
    assert(wv_flag_writer_init(&r->writer, &writing) == WV_OK);
    wv_buf_init(&r->out);
}

static inline void feed_write(feed_run *r, const wv_case_result *c)
{
    for (uint32_t i = 0; i < c->flag_count; i++)
        wv_flag_write_late(&r->writer, &r->out, &c->flags[i]);
    for (uint32_t i = 0; i < c->alert_count; i++)
        wv_flag_write_alert(&r->writer, &r->out, &c->alerts[i]);
    for (uint32_t i = 0; i < c->revision_count; i++)
        wv_flag_write_revision(&r->writer, &r->out, &c->revisions[i]);
}

static inline void feed_line(feed_run *r, wv_str line)
{
    wv_record record;
    wv_dead dead;
    wv_err err;
    wv_case_outcome outcome;
    wv_case_result result;
    wv_finding findings[FEED_FINDINGS_MAX];
    if (line.n == 0) return;
    wv_reader_reset(&r->reader);
    if (wv_reader_record(&r->reader, line, &record, &dead) != WV_OK) {
        r->dead++;
        return;
    }
    assert(wv_cases_meet(r->cases, &record, &outcome, &err) == WV_OK);
    if (outcome == WV_CASE_SEEN) r->seen++;
    if (outcome == WV_CASE_CONFLICT) r->dead++;
    if (outcome == WV_CASE_SEEN || outcome == WV_CASE_CONFLICT) return;
    uint32_t count = feed_findings(r->pack, line, findings);
    assert(wv_cases_take(r->cases, &record, findings, count, &result, &err) == WV_OK);
    r->taken++;
    wv_flag_input in = {.record = &record,
                        .raised_at = result.raised_at,
                        .own = findings,
                        .own_count = count,
                        .from_case = result.findings,
                        .from_case_count = result.finding_count};
    wv_flag_write(&r->writer, &r->out, &in);
    feed_write(r, &result);
}

static inline void feed_as_of(feed_run *r, const char *at)
{
    wv_time t;
    wv_err err;
    wv_case_result result;
    assert(wv_time_parse(wv_str_of(at), 3600, &t, &err) == WV_OK);
    for (bool more = true; more;) {
        assert(wv_cases_as_of(r->cases, t, &result, &more, &err) == WV_OK);
        feed_write(r, &result);
    }
}

static inline void feed_end(feed_run *r)
{
    wv_cases_free(r->cases);
    wv_reader_done(&r->reader);
    wv_flag_writer_done(&r->writer);
    wv_buf_done(&r->out);
}

static inline char *feed_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    if (!f) perror(path), exit(1);
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *text = malloc((size_t)size + 1);
    *n = fread(text, 1, (size_t)size, f);
    fclose(f);
    return text;
}

static inline void feed_text(feed_run *r, const char *text, size_t n)
{
    for (size_t i = 0, start = 0; i <= n; i++) {
        if (i < n && text[i] != '\n') continue;
        feed_line(r, (wv_str){text + start, (uint32_t)(i - start)});
        start = i + 1;
    }
}

#endif
