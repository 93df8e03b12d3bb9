/* SPDX-License-Identifier: EUPL-1.2 */
/* picture.h: a case on a line of time, as SVG: for the logbook on paper and for the case page.
 *
 * The caller owns marks and bans; borrowed for the call. The page brings the style sheet (the
 * classes tick, day, night, alert, fallen, ban, quiet, heavy, stop); there is no style in the
 * picture itself. Pure. */
#ifndef WV_REVIEW_PICTURE_H
#define WV_REVIEW_PICTURE_H

#include "base/buf.h"
#include "base/time.h"

typedef enum wv_picture_lane {
    WV_PICTURE_REPORTS,
    WV_PICTURE_MESSAGES,
    WV_PICTURE_NEAR, /* visits, deliveries, a forbidden zone */
    WV_PICTURE_EVENTS,
    WV_PICTURE_PATTERNS,
    WV_PICTURE_LANES
} wv_picture_lane;

typedef struct wv_picture_mark {
    int64_t at; /* UTC seconds */
    wv_picture_lane lane;
    bool second; /* at night; of a pattern: it fell later */
} wv_picture_mark;

/* What a mark says besides. */
enum { WV_PICTURE_HEAVY = 1, WV_PICTURE_AFTER_STOP = 2 };

typedef struct wv_picture_ban {
    int64_t from, to; /* to: INT64_MAX when nobody told an end */
    wv_time end;      /* as it was told; unknown: not told */
} wv_picture_ban;

typedef struct wv_picture {
    const wv_picture_mark *marks; /* by time */
    const uint8_t *notes; /* of each mark; NULL: none, and the legend does not speak of them */
    uint32_t count;
    const wv_picture_ban *bans;
    uint32_t ban_count;
} wv_picture;

/* The lane of an event by its type. */
wv_picture_lane wv_picture_lane_of(wv_str event_type);
/* Appends the picture with its legend; nothing without marks. */
void wv_picture_svg(const wv_picture *picture, wv_buf *out);

#endif
