/* SPDX-License-Identifier: EUPL-1.2 */
/* duration.h: `90s`, `10m`, `6h`, `1d`, `2w` as seconds. Pure. */
#ifndef WV_SERVICE_DURATION_H
#define WV_SERVICE_DURATION_H

#include "base/str.h"

/* False when it is none: no number, no unit, or more than ten years. */
bool wv_duration_parse(wv_str text, int64_t *seconds);

#endif
