/* SPDX-License-Identifier: EUPL-1.2 */
/* gen_feeds.h: `gen --cases`: whole cases instead of single items. */
#ifndef WV_CLI_GEN_FEEDS_H
#define WV_CLI_GEN_FEEDS_H

#include "lab/feed_case.h"

/* Writes records.ndjson, gold.ndjson and manifest.json into the folder, which is there: at least
 * `size` records, the last case whole. The counts are of what was written. */
wv_rc wv_gen_feeds(const wv_gen_book *book, const wv_feeds_options *options, uint64_t size,
                   const char *folder, wv_feeds_counts *counts, wv_err *err);

#endif
