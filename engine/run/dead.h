/* SPDX-License-Identifier: EUPL-1.2 */
/* dead.h: a dead letter: the one place where a line that could not be used is kept whole. A dead
 * letter is a threat nobody read. Pure functions. */
#ifndef WV_RUN_DEAD_H
#define WV_RUN_DEAD_H

#include "base/buf.h"
#include "run/worker.h"

/* Appends {"schema","type":"dead","input","line","column","offset","reason","message","raw"}. raw
 * is base64; `bytes` follows when the line was longer than what was kept of it. */
void wv_dead_write(wv_buf *out, const wv_chunk *chunk, const wv_item *item);
void wv_base64(wv_buf *out, wv_str bytes);

#endif
