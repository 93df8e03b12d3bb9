/* SPDX-License-Identifier: EUPL-1.2 */
/* detect.h: the `detection:` of a rule -> selections that wait for probes, and a condition. Freeze
 * time only. */
#ifndef WV_PACK_DETECT_H
#define WV_PACK_DETECT_H

#include "pack/expand.h"

typedef struct wv_detector {
    wv_expander *expander;
    wv_arena *arena;
    wv_diags *diags;
    wv_regex **regexes; /* text|re of all rules, one each; heap, the frozen pack takes it over */
    uint32_t regex_count, regex_capacity;
    wv_regex **others; /* |re of other fields */
    uint32_t other_count, other_capacity;
    bool no_memory;
} wv_detector;

/* Compiles one item rule. Probes of regexes are numbered UINT32_MAX / 2 + index until
 * wv_detect_renumber, because the number of patterns is not known before the last rule. Errors go
 * to diags. */
void wv_detect_rule(wv_detector *d, const wv_rule_ast *rule, uint8_t signal_voices,
                    wv_detection *out);
void wv_detect_renumber(wv_detection *detection, uint32_t pattern_count);
void wv_detector_done(wv_detector *d); /* frees regexes that were not taken over */

#endif
