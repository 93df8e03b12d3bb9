/* SPDX-License-Identifier: EUPL-1.2 */
/* check_overlay.h: what `check` asks of an overlay besides that it compiles: no true signal lost
 * without an argument, no review that is overdue. */
#ifndef WV_CLI_CHECK_OVERLAY_H
#define WV_CLI_CHECK_OVERLAY_H

#include "base/source.h"
#include "cli/reference.h"

/* Replays the reference set through the pack and the pack with its overlay. Complaints go to diags;
 * WV_E_PACK when a true signal is lost that the overlay does not argue. Appends one line of counts
 * to out. */
wv_rc wv_check_overlay(const wv_frozen *base, const wv_frozen *region, const wv_reference_set *set,
                       wv_diags *diags, wv_buf *out, wv_err *err);

/* How many of the losses no `losses:` of the overlay argues; `used`, when not NULL, has room for its
 * losses and says which do happen. */
uint32_t wv_check_unargued(const wv_reference *r, bool *used);

#endif
