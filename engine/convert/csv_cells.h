/* SPDX-License-Identifier: EUPL-1.2 */
/* csv_cells.h: what stands in one cell: a date, a clock, a duration, text of Windows. Pure
 * functions. */
#ifndef WV_CONVERT_CSV_CELLS_H
#define WV_CONVERT_CSV_CELLS_H

#include "convert/mapping.h"

wv_str wv_cell_trim(wv_str s);
/* Bytes of windows-1252 as UTF-8; its five empty places become U+FFFD. */
void wv_cell_windows_1252(wv_buf *out, wv_str s);
/* A pattern has no other letters than d m Y H M S; every other character stands for itself. */
bool wv_cell_pattern_is_good(wv_str pattern);
/* The date's cell by its pattern, with the clock of a second cell when there is one. *clock: a time
 * of day was there. `iso` reads jjjj-mm-dd with or without a clock. */
bool wv_cell_time(wv_str pattern, wv_str date, wv_str time, int64_t *local_seconds, bool *clock);
/* `125`, `2,5` minutes, `0:02:05`. False for an empty cell and for what is no duration. */
bool wv_cell_duration(wv_str s, wv_duration_unit unit, char decimal, int64_t *seconds);

#endif
