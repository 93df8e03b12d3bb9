/* SPDX-License-Identifier: EUPL-1.2 */
/* mapping.h: what the columns of a CSV mean. A plain record: cli/converting_map.c fills it from
 * YAML (docs/convert.md), csv.c reads by it. Strings live in its arena. */
#ifndef WV_CONVERT_MAPPING_H
#define WV_CONVERT_MAPPING_H

#include "convert/convert.h"

/* X(name, key under `columns:`) */
#define WV_COLUMN_TABLE(X)                                                                         \
    X(ID, "id")                                                                                    \
    X(FROM, "from")                                                                                \
    X(TO, "to")                                                                                    \
    X(OTHER, "other") /* with `direction`: the one who is not --self */                            \
    X(DIRECTION, "direction")                                                                      \
    X(DATE, "date")                                                                                \
    X(TIME, "time")                                                                                \
    X(TEXT, "text")                                                                                \
    X(TITLE, "title")                                                                              \
    X(SECONDS, "duration")                                                                         \
    X(CHANNEL, "channel")
typedef enum wv_column {
#define WV_COLUMN_ENUM(name, key) WV_COLUMN_##name,
    WV_COLUMN_TABLE(WV_COLUMN_ENUM)
#undef WV_COLUMN_ENUM
        WV_COLUMN_COUNT
} wv_column;

typedef enum wv_duration_unit {
    WV_DURATION_SECONDS,
    WV_DURATION_MINUTES,
    WV_DURATION_CLOCK
} wv_duration_unit;

typedef struct wv_word_list {
    const wv_str *items;
    uint32_t count;
} wv_word_list;

struct wv_convert_map {
    wv_arena arena;
    wv_converted_kind kind; /* TEXT or CALL */
    wv_str channel;
    char separator; /* 0: `;` or `,`, whichever the first row has */
    char decimal;   /* of durations: `,` or `.` */
    bool windows_1252;
    wv_str columns[WV_COLUMN_COUNT]; /* headers; empty: not there */
    wv_str date;                     /* d-m-Y H:M:S, or iso */
    wv_tz zone;
    char zone_name[64];
    wv_duration_unit unit;
    wv_word_list in, out; /* words of the direction column: received, sent */
    wv_word_list keep;    /* headers that become attributes */
    wv_word_list ignore;  /* headers that are known and left out */
};

#endif
