/* SPDX-License-Identifier: EUPL-1.2 */
/* check_overlay.c: an overlay against the reference set.
 *
 * In: a pack, the same with an overlay, a set. Out: an error for each lost true signal, at the change
 * that lost it where that is known; a warning for an argued loss that does not happen. Neighbours:
 * reference.c replays, pack/overlay.h is what the region wrote; check.c and parity.c ask. Invariant: a
 * loss passes only when `losses:` names its signal and its item. Cost: two scans of the set. */
#include "cli/check_overlay.h"

#include "pack/codes.h"
#include "pack/overlay.h"

#include <fnmatch.h>
#include <stdio.h>

enum { LOSSES_SHOWN_MAX = 20 };

static const wv_overlay_loss *argument_for(const wv_overlay *o, const wv_reference_loss *loss)
{
    for (uint32_t i = 0; i < o->loss_count; i++) {
        const wv_overlay_loss *argued = &o->losses[i];
        if (!wv_str_eq(argued->signal.s, loss->signal)) continue;
        for (uint32_t k = 0; k < argued->items.count; k++)
            if (fnmatch(argued->items.items[k].s.p, loss->item.p, 0) == 0) return argued;
    }
    return NULL;
}

uint32_t wv_check_unargued(const wv_reference *r, bool *used)
{
    const wv_overlay *o = r->region->ast->overlay;
    uint32_t count = 0;
    for (uint32_t i = 0; i < r->loss_count; i++) {
        const wv_overlay_loss *argued = o ? argument_for(o, &r->losses[i]) : NULL;
        if (!argued)
            count++;
        else if (used)
            used[argued - o->losses] = true;
    }
    return count;
}

/* The change of the rule that found it, or the only one there is, else the head of the overlay: a
 * list may be in any rule. */
static wv_place place_of(const wv_overlay *o, wv_str rule)
{
    for (uint32_t i = 0; i < o->change_count; i++)
        if (wv_str_eq(o->changes[i].target.s, rule)) return o->changes[i].target.place;
    return o->change_count == 1 ? o->changes[0].target.place : o->name.place;
}

/* One complaint for each signal that a rule found: a rule that is switched off loses all its tests. */
static void report_group(const wv_reference *r, const wv_overlay *o, uint32_t first,
                             bool *told, wv_diags *diags)
{
    enum { ITEMS_SHOWN_MAX = 4 };
    const wv_reference_loss *head = &r->losses[first];
    uint32_t count = 0;
    wv_buf items;
    wv_buf_init(&items);
    for (uint32_t i = first; i < r->loss_count; i++) {
        const wv_reference_loss *loss = &r->losses[i];
        if (told[i] || !wv_str_eq(loss->signal, head->signal) || !wv_str_eq(loss->rule, head->rule))
            continue;
        told[i] = true;
        if (count < ITEMS_SHOWN_MAX)
            wv_buf_format(&items, "%s%.*s", count ? ", " : "", (int)loss->item.n, loss->item.p);
        count++;
    }
    if (count > ITEMS_SHOWN_MAX) wv_buf_format(&items, " and %u more", count - ITEMS_SHOWN_MAX);
    wv_diags_add(diags, WV_LEVEL_ERROR, WV_CODE_OVERLAY_LOSS, place_of(o, head->rule),
                 "take the change back, or argue it: losses: [{signal: ..., items: [...], "
                 "reason: ..., owner: ..., review_by: ...}]",
                 "'%.*s' is no longer found in %.*s%s%.*s", (int)head->signal.n, head->signal.p,
                 (int)items.n, items.p ? items.p : "",
                 head->rule.n ? ", where the pack has it by " : "", (int)head->rule.n,
                 head->rule.p);
    diags->failed |= items.failed;
    wv_buf_done(&items);
}

static void report_losses(const wv_reference *r, const wv_overlay *o, wv_diags *diags)
{
    uint32_t shown = 0, left = 0;
    bool *told = wv_mem_new(r->loss_count + 1);
    if (!told) diags->failed = true;
    for (uint32_t i = 0; told && i < r->loss_count; i++) told[i] = argument_for(o, &r->losses[i]);
    for (uint32_t i = 0; told && i < r->loss_count; i++) {
        if (told[i]) continue;
        if (shown++ < LOSSES_SHOWN_MAX)
            report_group(r, o, i, told, diags);
        else
            left++;
    }
    if (left)
        wv_diags_add(diags, WV_LEVEL_ERROR, WV_CODE_OVERLAY_LOSS, o->name.place,
                     "waakvlam parity --json lists them", "and %u true signals more are lost",
                     left);
    wv_mem_free(told);
}

static void add_counts(const wv_reference *r, const wv_overlay *o, uint32_t unargued, wv_buf *out)
{
    uint64_t items = 0, base = 0, region = 0, won = 0, alarms = 0;
    for (uint32_t i = 0; i < r->row_count; i++) {
        items += r->rows[i].items;
        base += r->rows[i].base;
        region += r->rows[i].region;
        won += r->rows[i].won;
        alarms += r->rows[i].alarms;
    }
    wv_buf_format(out,
                  "overlay %.*s %.*s: %u changes; reference: %llu tests, %llu items, %llu records "
                  "of cases; of %llu true signals the pack finds %llu, the overlay %llu; lost %u "
                  "(%u argued), won %llu, new false %llu\n",
                  (int)o->name.s.n, o->name.s.p, (int)o->version.s.n, o->version.s.p,
                  o->change_count, (unsigned long long)r->tests, (unsigned long long)r->items,
                  (unsigned long long)r->records, (unsigned long long)items,
                  (unsigned long long)base, (unsigned long long)region, r->loss_count,
                  r->loss_count - unargued, (unsigned long long)won, (unsigned long long)alarms);
}

static wv_rc judge(const wv_reference *r, wv_diags *diags, wv_buf *out, wv_err *err)
{
    const wv_overlay *o = r->region->ast->overlay;
    bool *used = wv_mem_new(o->loss_count + 1);
    if (!used) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    uint32_t unargued = wv_check_unargued(r, used);
    report_losses(r, o, diags);
    for (uint32_t i = 0; i < o->loss_count; i++)
        if (!used[i])
            wv_diags_add(diags, WV_LEVEL_WARNING, WV_CODE_OVERLAY_NO_LOSS, o->losses[i].place,
                         "take it out, or give the corpus in which it happens with --corpus",
                         "nothing of '%.*s' is lost that this argues",
                         (int)o->losses[i].signal.s.n, o->losses[i].signal.s.p);
    wv_mem_free(used);
    add_counts(r, o, unargued, out);
    return unargued ? wv_err_set(err, WV_E_PACK, "the overlay loses true signals") : WV_OK;
}

wv_rc wv_check_overlay(const wv_frozen *base, const wv_frozen *region, const wv_reference_set *set,
                       wv_diags *diags, wv_buf *out, wv_err *err)
{
    wv_reference r;
    wv_reference_init(&r, base, region);
    wv_rc rc = wv_reference_run(&r, set, err);
    if (rc == WV_OK) rc = judge(&r, diags, out, err);
    wv_reference_done(&r);
    return rc;
}
