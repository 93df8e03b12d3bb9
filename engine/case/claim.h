/* SPDX-License-Identifier: EUPL-1.2 */
/* claim.h: the number that somebody tells ("wel 80 appjes", "veertig keer per dag"), kept apart
 * from what was counted. */
#ifndef WV_CASE_CLAIM_H
#define WV_CASE_CLAIM_H

#include "base/str.h"

/* Largest number 2..9999 in or within 40 bytes before a span of the text, 0 when there is none.
 * Pure. */
uint32_t wv_claim_of(wv_str text, const wv_span *spans, uint32_t span_count);

#endif
