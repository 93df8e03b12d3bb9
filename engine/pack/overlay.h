/* SPDX-License-Identifier: EUPL-1.2 */
/* overlay.h: a region's changes to a pack, each with its reason, and rules that are tried in shadow.
 *
 *   rules/overlays/noord/overlay.yaml      which pack, which versions, the changes, the losses
 *   rules/overlays/noord/words.yaml        documents that a change `adds:`
 *
 * The changes are made in the documents of the pack before these are read, so that all checks see
 * the result and a complaint about a changed value points into the overlay. What an overlay says is
 * kept in the wv_pack_ast, in its arena. docs/overlays.md is the language. Not thread-safe. */
#ifndef WV_PACK_OVERLAY_H
#define WV_PACK_OVERLAY_H

#include "pack/loading.h"

#define WV_OVERLAY_FILE "overlay.yaml"

/* Who says so, why, and when it must be looked at again. */
typedef struct wv_overlay_why {
    wv_lit reason, owner, review_by;
} wv_overlay_why;

typedef struct wv_overlay_change {
    wv_lit target; /* name of the rule, list, pattern or document */
    wv_document_kind kind;
    bool adds; /* a document of the overlay itself */
    const wv_node *node;
    wv_overlay_why why;
} wv_overlay_change;

typedef struct wv_overlay_loss { /* a signal that is no longer found, and why that is right */
    wv_lit signal;
    wv_lits items; /* record ids or RULE#N of its tests; * stands for any */
    wv_overlay_why why;
    wv_place place;
} wv_overlay_loss;

typedef struct wv_overlay {
    wv_lit name, version, base, base_versions, title;
    const wv_overlay_change *changes;
    uint32_t change_count;
    const wv_overlay_loss *losses;
    uint32_t loss_count;
} wv_overlay;

/* Reads the overlay and makes its changes in l->documents. Complaints go to diags; WV_E_NOINPUT
 * when the folder cannot be read, WV_E_NOMEM. */
wv_rc wv_overlay_read(wv_loading *l, const char *folder, wv_err *err);
/* Puts the rules of a file or folder in place of all rules of the pack; lists and macros of the same
 * name take the place of the pack's. */
wv_rc wv_shadow_read(wv_loading *l, const char *path, wv_err *err);

/* Warns of each change and loss that had to be looked at again before `today` (2026-11-23). */
void wv_overlay_check_reviews(const wv_overlay *overlay, wv_str today, wv_diags *diags);

/* pack/overlay_apply.c: makes one change in the documents. */
void wv_overlay_apply(wv_loading *l, const wv_overlay_change *change);

#endif
