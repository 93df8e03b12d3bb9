/* SPDX-License-Identifier: EUPL-1.2 */
/* calibrate.h: what each triage cut shows of a corpus, and a random sample of what it does not show.
 *
 *   cut         shown = items with a live finding of this triage or above
 *   labelled    what of the items with a sign is shown: recall
 *   flow        how much is shown of what really comes in: load
 *
 * Counting proposes; nothing is learned and nothing is written into a pack. The sample is a function
 * of seed and input order only. init/done; one thread. */
#ifndef WV_LAB_CALIBRATE_H
#define WV_LAB_CALIBRATE_H

#include "lab/eval.h"

enum { WV_TRIAGES = WV_TRIAGE_NOW + 1, WV_SAMPLE_MAX = 10000 };

typedef struct wv_cut_counts { /* of items shown at one triage and above */
    uint64_t shown;
    uint64_t signs;  /* of them with a sign, in labelled items */
    uint64_t severe; /* of them with a sign of severity 4 or 5 */
} wv_cut_counts;

typedef struct wv_calibration {
    const wv_frozen *pack;
    wv_cut_counts labelled[WV_TRIAGES], flow[WV_TRIAGES];
    uint64_t labelled_items, signs, severe; /* of the labelled corpus */
    uint64_t flow_items;
} wv_calibration;

void wv_calibration_init(wv_calibration *c, const wv_frozen *pack);
/* Visits of wv_corpus_walk: of labelled items, and of what comes in. */
bool wv_calibration_labelled(void *calibration, const wv_lab_item *item);
bool wv_calibration_flow(void *calibration, const wv_lab_item *item);

typedef struct wv_sampled {
    uint64_t order; /* drawn */
    wv_str id, text;
} wv_sampled;

/* So many items that are not shown at a cut, each as likely as another. */
typedef struct wv_sample {
    wv_arena arena;
    uint64_t seed;
    wv_triage cut;
    uint32_t wanted;
    wv_sampled *items; /* sorted by order */
    uint32_t count;
    uint64_t seen, population; /* items; of them not shown */
    bool nomem;
} wv_sample;

wv_rc wv_sample_init(wv_sample *s, uint64_t seed, wv_triage cut, uint32_t wanted);
void wv_sample_done(wv_sample *s);
bool wv_sample_visit(void *sample, const wv_lab_item *item);

#endif
