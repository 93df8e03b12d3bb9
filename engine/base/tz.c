/* SPDX-License-Identifier: EUPL-1.2 */
/* tz.c: TZif (RFC 8536) to a table of offsets. In: a file of the system. Out: offsets of moments
 * and of local clocks. Neighbours: read (times without an offset), case (what is night). Invariant:
 * at[] rises. Cost: a binary search. */
#include "base/tz.h"

#include "base/map.h"
#include "base/time.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 64 << 10 };

static int64_t big_endian(const unsigned char *p, int bytes)
{
    uint64_t value = p[0] & 0x80 ? UINT64_MAX : 0;
    for (int i = 0; i < bytes; i++) value = value << 8 | p[i];
    return (int64_t)value;
}

typedef struct header {
    uint32_t isut, isstd, leap, times, types, chars;
} header;

static bool read_header(const unsigned char *p, size_t left, header *h)
{
    if (left < 44 || memcmp(p, "TZif", 4) != 0) return false;
    uint32_t *const fields[] = {&h->isut, &h->isstd, &h->leap, &h->times, &h->types, &h->chars};
    for (int i = 0; i < 6; i++) *fields[i] = (uint32_t)big_endian(p + 20 + 4 * i, 4);
    return h->types > 0 && h->times <= WV_TZ_CHANGES_MAX && h->types <= 256 && h->chars <= 4096;
}

static size_t block_bytes(const header *h, size_t time_bytes)
{
    return h->times * (time_bytes + 1) + h->types * 6 + h->chars + h->leap * (time_bytes + 4) +
           h->isstd + h->isut;
}

/* The footer is a POSIX TZ string; only the EU rule is understood, others stay at their last
 * offset. */
static void read_footer(wv_tz *z, wv_str footer)
{
    static const char eu[] = ",M3.5.0";
    z->eu_rule = footer.n && memmem(footer.p, footer.n, eu, sizeof eu - 1) &&
                 memmem(footer.p, footer.n, ",M10.5.0", 8);
    wv_str west = WV_STR("\nWET0"), east = WV_STR("\nEET-2");
    z->eu_standard = wv_str_starts(footer, west) ? 0 : wv_str_starts(footer, east) ? 7200 : 3600;
}

static bool parse_tzif(const unsigned char *p, size_t n, wv_tz *z)
{
    header h;
    if (!read_header(p, n, &h) || p[4] < '2') return false;
    size_t skip = 44 + block_bytes(&h, 4); /* the 32-bit block comes first and is not needed */
    if (skip > n || !read_header(p + skip, n - skip, &h)) return false;
    const unsigned char *times = p + skip + 44;
    size_t body = block_bytes(&h, 8);
    if (n - skip - 44 < body) return false;
    const unsigned char *index = times + 8 * h.times, *types = index + h.times;
    z->count = h.times;
    z->first_offset = (int32_t)big_endian(types, 4);
    for (uint32_t i = 0; i < h.times; i++) {
        if (index[i] >= h.types) return false;
        z->at[i] = big_endian(times + 8 * i, 8);
        z->offset[i] = (int32_t)big_endian(types + 6 * index[i], 4);
        if (i && z->at[i] <= z->at[i - 1]) return false;
    }
    size_t used = (size_t)(times - p) + body;
    read_footer(z, (wv_str){(const char *)p + used, (uint32_t)(n - used)});
    return true;
}

static wv_rc read_file(const char *name, wv_tz *z, wv_err *err)
{
    unsigned char bytes[FILE_BYTES_MAX];
    char path[256];
    size_t n = 0;
    ssize_t got;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return wv_err_set(err, WV_E_NOINPUT, "no time zone '%s' on this system", name);
    while (n < sizeof bytes && (got = read(fd, bytes + n, sizeof bytes - n)) > 0) n += (size_t)got;
    close(fd);
    if (!parse_tzif(bytes, n, z))
        return wv_err_set(err, WV_E_CORRUPT, "'%s' is no time zone file", name);
    z->hash = wv_hash64(bytes, n);
    return WV_OK;
}

/* `Z`, `+01:00`, `-0300`: read as the tail of a time, so that there is one grammar of offsets. */
static bool fixed_offset(const char *name, int32_t *offset)
{
    char probe[48] = "2000-01-01T00:00";
    wv_time t;
    if ((name[0] != 'Z' && name[0] != '+' && name[0] != '-') || strlen(name) > 6) return false;
    strcat(probe, name);
    if (wv_time_parse(wv_str_of(probe), 0, &t, NULL) != WV_OK) return false;
    *offset = t.offset_seconds;
    return true;
}

wv_rc wv_tz_open(const char *name, wv_tz *out, wv_err *err)
{
    memset(out, 0, sizeof *out);
    if (fixed_offset(name, &out->first_offset)) return WV_OK;
    bool plain = name[0] >= 'A' && name[0] <= 'Z' && strlen(name) < 64;
    for (const char *c = name; *c; c++)
        plain = plain && ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || *c == '/' ||
                          *c == '_' || *c == '-' || *c == '+' || (*c >= '0' && *c <= '9'));
    if (!plain) return wv_err_set(err, WV_E_USAGE, "'%s' is no time zone", name);
    return read_file(name, out, err);
}

/* UTC second of 01:00 on the last Sunday of a month: when the EU changes its clocks. */
static int64_t eu_change(int64_t year, unsigned month)
{
    int64_t last = wv_days_from_civil(year, month, 31); /* March and October both have 31 days */
    int64_t weekday = ((last + 4) % 7 + 7) % 7;         /* 1970-01-01 was a Thursday; 0 is Sunday */
    return (last - weekday) * 86400 + 3600;
}

int32_t wv_tz_offset(const wv_tz *z, int64_t utc_seconds)
{
    if (z->count == 0 && !z->eu_rule) return z->first_offset;
    if (z->eu_rule && (z->count == 0 || utc_seconds >= z->at[z->count - 1])) {
        int64_t days = utc_seconds / 86400 - (utc_seconds % 86400 < 0), year;
        unsigned month, day;
        wv_civil_from_days(days, &year, &month, &day);
        bool summer = utc_seconds >= eu_change(year, 3) && utc_seconds < eu_change(year, 10);
        return z->eu_standard + (summer ? 3600 : 0);
    }
    uint32_t low = 0, high = z->count; /* first change after the moment */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (z->at[middle] <= utc_seconds)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? z->offset[low - 1] : z->first_offset;
}

int32_t wv_tz_offset_local(const wv_tz *z, int64_t local_seconds)
{
    enum { DAY = 86400 };
    int32_t before = wv_tz_offset(z, local_seconds - DAY),
            after = wv_tz_offset(z, local_seconds + DAY);
    if (wv_tz_offset(z, local_seconds - before) == before) return before;
    if (wv_tz_offset(z, local_seconds - after) == after) return after;
    return before;
}
