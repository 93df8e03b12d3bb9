/* SPDX-License-Identifier: EUPL-1.2 */
/* test_why.c: why a test that should match gave no finding.
 *
 *     doden   matched 'maak je dood'
 *     wapen   not matched; nearest: (<target> & mes), which lacks mes
 *
 * In: a rule and the record of its test. Out: one line a selection. Neighbours: the trace hook of
 * scan/scratch.h and scan/miss.h, as for `explain`, which says more. Cost: a second scan and a look
 * at each pattern of the rule. */
#include "cli/test_why.h"

#include "pack/condition.h"
#include "scan/miss.h"
#include "scan/scratch.h"

enum { SELECTIONS_MAX = 64 }; /* as condition.c allows */

typedef struct nearest { /* the pattern of a selection that lacks fewest words, over all sentences
                          */
    wv_str literal, lacks;
    uint32_t count;
    bool known;
} nearest;

typedef struct asker {
    const wv_detection *detection;
    nearest near[SELECTIONS_MAX];
    wv_rc rc;
} asker;

static void look_at_pattern(const wv_scratch *s, uint32_t pattern, nearest *best)
{
    const wv_pattern *p = &s->m->patterns[pattern];
    for (int v = 0; v < WV_VOICE_COUNT; v++) {
        wv_miss miss = wv_miss_of(&s->lattice, p, (wv_reading){(wv_voice)v, WV_VOICE_P});
        if (best->known && miss.count >= best->count) continue;
        *best = (nearest){.literal = p->lit->s, .count = miss.count, .known = true};
        if (miss.count) best->lacks = miss.lacks[0]->source;
        if (!p->slotted) return; /* the same in every voice */
    }
}

static void look_at_selection(const wv_scratch *s, const wv_selection *selection, nearest *best)
{
    for (uint32_t b = 0; b < selection->count; b++)
        for (uint32_t f = 0; f < selection->branches[b].count; f++) {
            const wv_field *field = &selection->branches[b].fields[f];
            for (uint32_t i = 0; i < field->probe_count; i++)
                if (field->probes[i] < s->m->pattern_count)
                    look_at_pattern(s, field->probes[i], best);
        }
}

/* Trace hook: the words of one sentence are at hand. */
static void on_sentence(void *ctx, wv_scratch *s, uint32_t sentence)
{
    asker *a = ctx;
    if (a->rc == WV_OK) a->rc = wv_scan_enter(s, sentence);
    for (uint32_t i = 0; a->rc == WV_OK && i < a->detection->selection_count && i < SELECTIONS_MAX;
         i++)
        look_at_selection(s, &a->detection->selections[i], &a->near[i]);
}

static bool has_probe(const wv_selection *selection, uint32_t probe)
{
    for (uint32_t b = 0; b < selection->count; b++)
        for (uint32_t f = 0; f < selection->branches[b].count; f++)
            for (uint32_t i = 0; i < selection->branches[b].fields[f].probe_count; i++)
                if (selection->branches[b].fields[f].probes[i] == probe) return true;
    return false;
}

static bool has_text(const wv_selection *selection)
{
    for (uint32_t b = 0; b < selection->count; b++)
        for (uint32_t f = 0; f < selection->branches[b].count; f++)
            if (selection->branches[b].fields[f].is_text) return true;
    return false;
}

static bool is_hit(const wv_scratch *s, const wv_selection *selection)
{
    for (uint32_t i = 0; i < s->hit_count; i++)
        if (has_probe(selection, s->hits[i].probe)) return true;
    return false;
}

static void add_selection(wv_buf *out, const wv_scratch *s, const wv_selection *selection,
                          const nearest *best)
{
    wv_buf_format(out, "    %.*s: ", (int)selection->name.n, selection->name.p);
    if (!has_text(selection)) {
        wv_buf_text(out, "looks at fields only\n");
    } else if (is_hit(s, selection)) {
        wv_buf_text(out, "its words matched\n");
    } else if (!best->known) {
        wv_buf_text(out, "not matched; none of its words stand in the text\n");
    } else if (best->count) {
        wv_buf_format(out, "not matched; nearest: %.*s, which lacks %.*s\n", (int)best->literal.n,
                      best->literal.p, (int)best->lacks.n, best->lacks.p);
    } else {
        wv_buf_format(
            out,
            "not matched; nearest: %.*s, of which the order, distance or clause does not fit\n",
            (int)best->literal.n, best->literal.p);
    }
}

wv_rc wv_test_why(wv_scratch *scratch, const wv_record *record, uint32_t rule, wv_buf *out,
                  wv_err *err)
{
    wv_findings findings = {0};
    asker a = {.detection = &scratch->m->detections[rule]};
    bool all = true;
    scratch->trace = (wv_scan_trace){&a, on_sentence};
    wv_rc rc = wv_scan_record(scratch, record, &findings, err);
    scratch->trace = (wv_scan_trace){0};
    if (rc != WV_OK || a.rc != WV_OK) return rc != WV_OK ? rc : a.rc;
    for (uint32_t i = 0; i < a.detection->selection_count && i < SELECTIONS_MAX; i++) {
        const wv_selection *selection = &a.detection->selections[i];
        if (wv_condition_is_filter(selection->name)) continue;
        add_selection(out, scratch, selection, &a.near[i]);
        all = all && has_text(selection) && is_hit(scratch, selection);
    }
    if (all) wv_buf_text(out, "    but not in one unit, in one voice, or with the other fields\n");
    return WV_OK;
}
