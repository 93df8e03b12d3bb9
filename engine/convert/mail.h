/* SPDX-License-Identifier: EUPL-1.2 */
/* mail.h: what the parts of the mail reader share.
 *
 *   file --mail.c--> one message's bytes --mail_message.c--> wv_mail --mail_quote.c--> own words,
 * quoted words charset.c, mail_html.c: bytes -> text
 *
 * The only file that knows GMime is mail_message.c. */
#ifndef WV_CONVERT_MAIL_H
#define WV_CONVERT_MAIL_H

#include "convert/convert.h"

enum {
    WV_MAIL_TEXT_MAX = 8 << 20, /* bytes of one message's text */
    WV_MAIL_FILES_MAX = 64,     /* attachments that are named; more are counted in the last one */
    WV_MAIL_PARTS_MAX = 1000,   /* of one message */
    WV_MAIL_QUOTES_MAX = 8,     /* quotes in quotes that get an item of their own */
};

typedef struct wv_mail_file {
    wv_str name, type;
    uint64_t bytes; /* decoded */
} wv_mail_file;

/* Init once, read again and again; what it holds is valid until the next read. */
typedef struct wv_mail {
    wv_arena arena;
    wv_buf text; /* all readable parts; embedded messages as quotes */
    wv_str message_id, from, from_name, subject;
    wv_str to[WV_CONVERT_TO_MAX];
    uint32_t to_count;
    wv_mail_file files[WV_MAIL_FILES_MAX];
    uint32_t file_count, part_count;
    int64_t seconds; /* UTC */
    bool has_time, encrypted;
    uint32_t warnings; /* mask of WV_CONVERT_WARN */
    wv_buf scratch[3];
} wv_mail;

void wv_mail_init(wv_mail *m);
void wv_mail_done(wv_mail *m);
/* The message in bytes [start, end) of the input; `mbox`: take one `>` off lines that begin with
 * `>From `. WV_E_RECORD: no mail; WV_E_NOMEM, WV_E_IO. */
wv_rc wv_mail_read(wv_mail *m, const wv_convert_input *in, uint64_t start, uint64_t end, bool mbox,
                   wv_err *err);

/* mail_html.c: what a reader of the HTML sees: no styles, lines where blocks end, `> ` before what
 * is quoted. */
void wv_mail_html(wv_buf *out, wv_str html);

/* mail_quote.c: own words and the words of whom they answer, apart, level by level:
 *
 *   begin  own: what the sender wrote; author: none
 *   next   own: what the sender quotes, without its marks; author: as the attribution says, empty
 * when it does not next   own: what stood quoted in that; ...
 *
 * init/done; a level is valid until the next one. */
typedef struct wv_mail_levels {
    wv_buf own, quoted, level;
    char author[256], next_author[256];
    bool forwarded, next_forwarded; /* this level came by a forward */
    int depth;
} wv_mail_levels;

void wv_mail_levels_init(wv_mail_levels *l);
void wv_mail_levels_done(wv_mail_levels *l);
bool wv_mail_levels_failed(const wv_mail_levels *l); /* out of memory */
void wv_mail_levels_begin(wv_mail_levels *l, wv_str text);
/* False after the last level; the WV_MAIL_QUOTES_MAX-th holds all the rest. */
bool wv_mail_levels_next(wv_mail_levels *l);

/* `Re: Je spullen` are the other's words. */
bool wv_mail_is_answer(wv_str subject);

#endif
