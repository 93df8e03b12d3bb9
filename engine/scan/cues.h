/* SPDX-License-Identifier: EUPL-1.2 */
/* cues.h: what the scope triggers matched in a record that has findings. Part of the scan stage;
 * state in the scratch. */
#ifndef WV_SCAN_CUES_H
#define WV_SCAN_CUES_H

#include "scan/scratch.h"

/* Matches the triggers (those of wide reach everywhere, the others in sentences with a hit of a
 * finding) and makes the regions. Builds all words of the record when one of wide reach matches. */
wv_rc wv_cues_find(wv_scratch *s);
/* The same with every trigger in every sentence, findings or not (`waakvlam tokens`). */
wv_rc wv_cues_find_all(wv_scratch *s);
/* scratch.cover becomes that of a sentence. */
void wv_cues_cover(wv_scratch *s, uint32_t sentence);

#endif
