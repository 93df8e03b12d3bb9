/* SPDX-License-Identifier: EUPL-1.2 */
/* reorder.h: one sentence said in another order, with its verb in the form that the order
 * asks for. Pure; appends to the caller's buffer. */
#ifndef WV_LAB_REORDER_H
#define WV_LAB_REORDER_H

#include "lab/mutate.h"

/* Turns the sentence in which the evidence begins; what stands around it stays. False, with nothing
 * to use in out, when it cannot be turned safely: a variant that is no Dutch is worse than none. */
bool wv_reorder(wv_str text, wv_span evidence, wv_mutation kind, wv_buf *out);

#endif
