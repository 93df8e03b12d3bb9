/* SPDX-License-Identifier: EUPL-1.2 */
/* zip.c: the wrapper of libzip: members as streams, with bounds.
 *
 * In: an opened input. Out: bytes of one member. Neighbours: ufdr.c, docx.c. Invariants: libzip
 * reads through wv_convert_input_read, so it opens no file by name (a sandbox may be up) and nobody
 * else's file offset moves; what a member claims to be is never trusted, only counted against.
 * Cost: libzip's inflate, about 200 MB/s. */
#include "convert/zip.h"

#include <errno.h>
#include <zip.h>

struct wv_zip {
    const wv_convert_input *in;
    zip_t *archive;
    zip_file_t *member;
    uint64_t at;           /* where libzip reads in the input */
    uint64_t made, packed; /* bytes of the member so far, and what it takes in the file */
    zip_error_t error;
};

bool wv_zip_looks(wv_str head)
{
    return head.n >= 4 && (!memcmp(head.p, "PK\3\4", 4) || !memcmp(head.p, "PK\5\6", 4));
}

static zip_int64_t source_read(wv_zip *z, void *data, zip_uint64_t n)
{
    size_t got;
    if (wv_convert_input_read(z->in, z->at, data, n, &got, NULL)) {
        zip_error_set(&z->error, ZIP_ER_READ, EIO);
        return -1;
    }
    z->at += got;
    return (zip_int64_t)got;
}

/* What libzip asks of a file. */
static zip_int64_t source(void *ctx, void *data, zip_uint64_t n, zip_source_cmd_t command)
{
    wv_zip *z = ctx;
    switch (command) {
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                              ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_SEEK,
                                              ZIP_SOURCE_TELL, ZIP_SOURCE_FREE, -1);
    case ZIP_SOURCE_OPEN: z->at = 0; return 0;
    case ZIP_SOURCE_READ: return source_read(z, data, n);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE: return 0;
    case ZIP_SOURCE_TELL: return (zip_int64_t)z->at;
    case ZIP_SOURCE_ERROR: return zip_error_to_data(&z->error, data, n);
    case ZIP_SOURCE_SEEK: {
        zip_int64_t to = zip_source_seek_compute_offset(z->at, z->in->bytes, data, n, &z->error);
        if (to < 0) return -1;
        z->at = (uint64_t)to;
        return 0;
    }
    case ZIP_SOURCE_STAT: {
        zip_stat_t *st = data;
        zip_stat_init(st);
        st->valid = ZIP_STAT_SIZE;
        st->size = z->in->bytes;
        return (zip_int64_t)sizeof *st;
    }
    default: zip_error_set(&z->error, ZIP_ER_OPNOTSUPP, 0); return -1;
    }
}

/* libzip's word for what went wrong, as ours. */
static wv_rc refuse(const wv_zip *z, wv_err *err, int code)
{
    wv_rc rc = code == ZIP_ER_MEMORY                        ? WV_E_NOMEM
               : code == ZIP_ER_READ || code == ZIP_ER_SEEK ? WV_E_IO
                                                            : WV_E_RECORD;
    const char *what = "the zip is damaged";
    if (code == ZIP_ER_NOZIP || code == ZIP_ER_INCONS)
        what = "the zip has no directory at its end: it is cut off, or no zip";
    else if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_ENCRNOTSUPP)
        what = "the zip is encrypted";
    else if (code == ZIP_ER_COMPNOTSUPP)
        what = "the zip is packed in a way that libzip cannot read";
    else if (code == ZIP_ER_CRC)
        what = "the zip is damaged: a checksum does not fit";
    else if (rc != WV_E_RECORD)
        what = wv_rc_text(rc);
    wv_err_set(err, rc, "%s", what);
    wv_err_path(err, z->in->path, UINT64_MAX);
    if (code == ZIP_ER_NOPASSWD) wv_err_hint(err, "unpack it with its password and pack it anew");
    if (code == ZIP_ER_NOZIP) wv_err_hint(err, "fetch it again; compare its size and SHA-256");
    return rc;
}

wv_rc wv_zip_open(const wv_convert_input *in, wv_zip **out, wv_err *err)
{
    zip_error_t error;
    wv_zip *z = wv_mem_new(sizeof *z);
    *out = NULL;
    if (!z) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    z->in = in;
    zip_error_init(&z->error);
    zip_error_init(&error);
    zip_source_t *src = zip_source_function_create(source, z, &error);
    if (src) z->archive = zip_open_from_source(src, ZIP_RDONLY, &error);
    wv_rc rc = z->archive ? WV_OK : refuse(z, err, zip_error_code_zip(&error));
    if (!z->archive && src) zip_source_free(src);
    zip_error_fini(&error);
    if (!rc && zip_get_num_entries(z->archive, 0) > WV_ZIP_MEMBERS_MAX) {
        rc = wv_err_set(err, WV_E_LIMIT, "the zip has more than %d members", WV_ZIP_MEMBERS_MAX);
        wv_err_path(err, in->path, UINT64_MAX);
    }
    if (rc)
        wv_zip_close(z);
    else
        *out = z;
    return rc;
}

void wv_zip_close(wv_zip *z)
{
    if (!z) return;
    if (z->member) zip_fclose(z->member);
    if (z->archive) zip_discard(z->archive);
    zip_error_fini(&z->error);
    wv_mem_free(z);
}

uint32_t wv_zip_count(const wv_zip *z)
{
    return (uint32_t)zip_get_num_entries(z->archive, 0);
}

wv_str wv_zip_name(const wv_zip *z, uint32_t index, uint64_t *bytes)
{
    zip_stat_t st;
    if (bytes) *bytes = 0;
    if (zip_stat_index(z->archive, index, 0, &st) != 0) return WV_STR("");
    if (bytes && st.valid & ZIP_STAT_SIZE) *bytes = st.size;
    return st.valid & ZIP_STAT_NAME ? wv_str_of(st.name) : WV_STR("");
}

bool wv_zip_find(const wv_zip *z, const char *name, uint32_t *index)
{
    zip_int64_t at = zip_name_locate(z->archive, name, ZIP_FL_NOCASE);
    *index = (uint32_t)at;
    return at >= 0;
}

wv_rc wv_zip_member(wv_zip *z, uint32_t index, wv_err *err)
{
    zip_stat_t st;
    if (z->member) zip_fclose(z->member);
    z->member = NULL;
    z->made = 0;
    if (zip_stat_index(z->archive, index, 0, &st) != 0)
        return refuse(z, err, zip_error_code_zip(zip_get_error(z->archive)));
    z->packed = st.valid & ZIP_STAT_COMP_SIZE ? st.comp_size : 0;
    /* A size of more than the file has is a lie. */
    if (z->packed > z->in->bytes) z->packed = z->in->bytes;
    z->member = zip_fopen_index(z->archive, index, 0);
    return z->member ? WV_OK : refuse(z, err, zip_error_code_zip(zip_get_error(z->archive)));
}

wv_rc wv_zip_read(wv_zip *z, void *p, size_t n, size_t *got, wv_err *err)
{
    *got = 0;
    zip_int64_t done = zip_fread(z->member, p, n);
    if (done < 0) return refuse(z, err, zip_error_code_zip(zip_file_get_error(z->member)));
    *got = (size_t)done;
    z->made += (uint64_t)done;
    if (z->made <= WV_ZIP_RATIO_FROM_BYTES || z->made / WV_ZIP_RATIO_MAX <= z->packed) return WV_OK;
    wv_err_set(err, WV_E_LIMIT, "a member of the zip grows more than %d times: a zip bomb",
               WV_ZIP_RATIO_MAX);
    wv_err_path(err, z->in->path, UINT64_MAX);
    return WV_E_LIMIT;
}
