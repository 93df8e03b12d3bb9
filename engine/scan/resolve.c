/* SPDX-License-Identifier: EUPL-1.2 */
/* resolve.c: of each finding's variants the one that fits the roles; who did it to whom.
 *
 * In: the findings of a record, roles as far as they are known. Out: fewer findings, with actor and
 * target. Neighbours: direction.c; run/ calls in input order. Invariants: pure but for the
 * findings; works on copies of them too. Cost: variants of one rule are compared in pairs; there
 * are four at most in a place. */
#include "scan/direction.h"
#include "scan/scratch.h"

/* Whom an undecided record most likely speaks for: a message the other, a report the target or a
 * professional. */
static wv_voice likely_voice(const wv_record *record, uint8_t voices)
{
    static const wv_voice MESSAGE[] = {WV_VOICE_P, WV_VOICE_V, WV_VOICE_T, WV_VOICE_R};
    static const wv_voice REPORT[] = {WV_VOICE_V, WV_VOICE_R, WV_VOICE_T, WV_VOICE_P};
    const wv_voice *order = record->kind == WV_KIND_MESSAGE ? MESSAGE : REPORT;
    for (int i = 0; i < WV_VOICE_COUNT; i++)
        if (voices >> order[i] & 1) return order[i];
    return order[0];
}

static uint32_t rank_of(const wv_record *record, uint8_t voices)
{
    static const uint32_t MESSAGE[WV_VOICE_COUNT] = {0, 1, 2, 3},
                          REPORT[WV_VOICE_COUNT] = {3, 0, 2, 1};
    wv_voice v = likely_voice(record, voices);
    return record->kind == WV_KIND_MESSAGE ? MESSAGE[v] : REPORT[v];
}

static bool overlap(const wv_finding *a, const wv_finding *b)
{
    for (uint32_t i = 0, k = 0; i < a->span_count && k < b->span_count;) {
        if (a->spans[i].start < b->spans[k].end && b->spans[k].start < a->spans[i].end) return true;
        if (a->spans[i].end <= b->spans[k].end)
            i++;
        else
            k++;
    }
    return false;
}

static bool is_live(const wv_finding *f)
{
    return !f->dropped && !f->suppressed_by.n;
}

/* Does variant b say better than a what the same words mean? A live reading goes before a
 * suppressed one: a doubt about the speaker must not hide a threat. */
static bool is_better(const wv_record *record, const wv_finding *b, const wv_finding *a)
{
    if (is_live(a) != is_live(b)) return is_live(b);
    return rank_of(record, b->voices) < rank_of(record, a->voices);
}

/* Variants are readings of one place in different voices, so their masks have nothing in common. */
static bool are_variants(const wv_finding *a, const wv_finding *b)
{
    return a->rule == b->rule && !(a->voices & b->voices) && overlap(a, b);
}

static uint32_t keep_fitting(const wv_record *record, uint8_t voices, wv_finding *items,
                             uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        wv_finding f = items[i];
        f.voices &= voices;
        if (!f.voices) continue;
        uint32_t k = kept;
        while (k > 0 && items[k - 1].rule == f.rule && !are_variants(&items[k - 1], &f)) k--;
        bool found = k > 0 && items[k - 1].rule == f.rule;
        if (found && is_better(record, &f, &items[k - 1]))
            items[k - 1] = f;
        else if (!found)
            items[kept++] = f;
    }
    return kept;
}

/* ---- direction as a rule's condition ---- */

/* `other->target` against a known actor and target; what is unknown contradicts nothing. */
static bool direction_fits(wv_str want, wv_role actor, wv_role target)
{
    if (wv_str_is(want, "unknown")) return actor == WV_ROLE_UNKNOWN || target == WV_ROLE_UNKNOWN;
    const char *arrow = memmem(want.p, want.n, "->", 2);
    if (!arrow) return true;
    wv_str from = {want.p, (uint32_t)(arrow - want.p)};
    wv_str to = {arrow + 2, want.n - from.n - 2};
    return (actor == WV_ROLE_UNKNOWN || wv_str_eq(from, wv_role_word(actor))) &&
           (target == WV_ROLE_UNKNOWN || wv_str_eq(to, wv_role_word(target)));
}

static bool branch_allows(const wv_branch *branch, wv_role actor, wv_role target)
{
    for (uint32_t f = 0; f < branch->count; f++) {
        const wv_field_ast *ast = branch->fields[f].ast;
        bool fits = !wv_str_is(ast->field.s, "direction");
        for (uint32_t v = 0; v < ast->values.count && !fits; v++)
            fits = direction_fits(ast->values.items[v].s, actor, target);
        if (!fits) return false;
    }
    return true;
}

/* A rule whose selections all ask for another direction does not hold. */
static bool direction_allows(const wv_detection *d, wv_role actor, wv_role target)
{
    for (uint32_t s = 0; s < d->selection_count; s++) {
        if (!(d->condition.positive >> s & 1)) continue;
        bool any = false;
        for (uint32_t b = 0; b < d->selections[s].count; b++)
            any |= branch_allows(&d->selections[s].branches[b], actor, target);
        if (!any) return false;
    }
    return true;
}

void wv_scan_resolve(wv_scratch *s, const wv_record *record, wv_role_of role_of, void *ctx,
                     wv_findings *findings)
{
    bool swapped = false;
    uint8_t voices = wv_direction_voices(record, role_of, ctx, &swapped);
    wv_cast cast;
    wv_direction_cast(record, role_of, ctx, &cast);
    findings->count = keep_fitting(record, voices, findings->items, findings->count);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < findings->count; i++) {
        wv_finding *f = &findings->items[i];
        const wv_direction read = {f->told.actor, f->told.target, f->told.mutual, f->told.actor_at,
                                   f->told.target_at};
        wv_direction_of(record, &cast, &read, likely_voice(record, f->voices), f);
        wv_role actor = f->actor.n && role_of ? role_of(ctx, f->actor) : WV_ROLE_UNKNOWN;
        wv_role target = f->target.n && role_of ? role_of(ctx, f->target) : WV_ROLE_UNKNOWN;
        if (direction_allows(&s->m->detections[f->rule], actor, target))
            findings->items[kept++] = *f;
    }
    findings->count = kept;
}
