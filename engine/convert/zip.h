/* SPDX-License-Identifier: EUPL-1.2 */
/* zip.h: one member of a zip read as a stream (UFDR, DOCX). The only file that knows libzip is
 * zip.c.
 *
 * Nothing is unpacked to disk and no member is held in memory. Refused with a clear error:
 * encryption, a compression that libzip lacks, more than WV_ZIP_MEMBERS_MAX members, a member that
 * grows more than WV_ZIP_RATIO_MAX times (a bomb: XML of phones grows 10 to 40 times), a checksum
 * that does not fit.
 *
 * open/close; borrows the input, which must outlive it. One member is open at a time. Not
 * thread-safe. */
#ifndef WV_CONVERT_ZIP_H
#define WV_CONVERT_ZIP_H

#include "convert/convert.h"

enum {
    WV_ZIP_MEMBERS_MAX = 1 << 20, /* the directory stands in memory: about 100 bytes a member */
    WV_ZIP_RATIO_MAX = 400,       /* deflate itself ends at 1,032 */
    WV_ZIP_RATIO_FROM_BYTES = 1 << 20, /* below it a ratio says nothing and costs nothing */
};

typedef struct wv_zip wv_zip;

/* Begins as a zip does: says nothing about the rest. */
bool wv_zip_looks(wv_str head);
/* WV_E_RECORD: no zip, or one without its end; WV_E_LIMIT; WV_E_IO; WV_E_NOMEM. */
wv_rc wv_zip_open(const wv_convert_input *in, wv_zip **out, wv_err *err);
void wv_zip_close(wv_zip *z); /* NULL allowed */
uint32_t wv_zip_count(const wv_zip *z);
/* Name of a member, UTF-8, valid until close; empty when it has none. *bytes (NULL allowed): its
 * size as the directory claims it. */
wv_str wv_zip_name(const wv_zip *z, uint32_t index, uint64_t *bytes);
bool wv_zip_find(const wv_zip *z, const char *name, uint32_t *index);
/* Opens a member in place of the one before. WV_E_RECORD, WV_E_NOMEM. */
wv_rc wv_zip_member(wv_zip *z, uint32_t index, wv_err *err);
/* Up to n bytes; *got is 0 at its end only. WV_E_RECORD: damaged; WV_E_LIMIT: grows too much. */
wv_rc wv_zip_read(wv_zip *z, void *p, size_t n, size_t *got, wv_err *err);

#endif
