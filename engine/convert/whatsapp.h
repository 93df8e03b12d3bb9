/* SPDX-License-Identifier: EUPL-1.2 */
/* whatsapp.h: inside of the WhatsApp format: header lines and placeholder bodies. Pure functions.
 */
#ifndef WV_CONVERT_WHATSAPP_H
#define WV_CONVERT_WHATSAPP_H

#include "convert/convert.h"

typedef enum wv_wa_shape {
    WV_WA_NONE,
    WV_WA_ANDROID, /* 27-08-2020 11:17 - Naam: tekst */
    WV_WA_IOS,     /* [27-08-2020 11:17:05] Naam: tekst */
    WV_WA_IOS_OLD, /* 27-08-20 11:17:05: Naam: tekst */
    WV_WA_SHAPE_COUNT
} wv_wa_shape;

typedef struct wv_wa_header {
    wv_wa_shape shape;
    unsigned first, second, third; /* numbers of the date as they stand */
    bool year_first;               /* 2020-08-27 */
    char separator;                /* - / . */
    unsigned hour, minute, second_of_minute;
    bool half_day; /* AM or PM stood there; hour is already 0..23 */
    wv_str rest;   /* behind the time: `Naam: tekst`, or a system line */
} wv_wa_header;

/* False when the line is no header. One pass from left to right, no going back. */
bool wv_wa_header_read(wv_str line, wv_wa_header *out);

/* Day and month in the order of the file: day first, or month first. False when there is no such
 * date. */
bool wv_wa_header_clock(const wv_wa_header *h, bool month_first, int64_t *local_seconds);

typedef struct wv_wa_body {
    wv_converted_kind kind;
    wv_convert_answered answered; /* CALL */
    int64_t seconds;
    bool has_seconds, edited, blocked; /* blocked: the owner of the phone blocked the other */
    wv_str text;                       /* what is to be read: the body, or its caption */
    wv_str file;                       /* MEDIA: the placeholder or file name */
    wv_str caller;                     /* CALL without an author: whom the line names */
} wv_wa_body;

/* `rest` of a header with the lines that follow it -> author (empty: none) and body. */
void wv_wa_rest_read(wv_str rest, wv_str *author, wv_wa_body *body);

/* Without the marks for the direction of writing and spaces around it. */
wv_str wv_wa_trim(wv_str s);

#endif
