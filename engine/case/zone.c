/* SPDX-License-Identifier: EUPL-1.2 */
/* zone.c: TZif (RFC 8536) to a table of offsets. In: the zone file's bytes. Out: offset of a moment. Neighbours: entry.c
 * (night, local day). Invariant: starts ascend. Cost: a binary search a record.
 *
 * Why not localtime(): it reads the environment, locks, and may re-read files; the output must depend on the records
 * and on the zone file only. */
#include "case/zone.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/time.h"

#include <stdio.h>

enum { ZONE_BYTES_MAX = 1 << 16 }; /* the largest file of tzdata is about 4 KiB */

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be64(const unsigned char *p)
{
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

typedef struct tzif_head {
    uint32_t isut, isstd, leap, times, types, chars;
} tzif_head;

enum { TZIF_HEAD_BYTES = 44 };

static bool read_head(const unsigned char *p, size_t n, tzif_head *h)
{
    if (n < TZIF_HEAD_BYTES || memcmp(p, "TZif", 4) != 0) return false;
    h->isut = be32(p + 20), h->isstd = be32(p + 24), h->leap = be32(p + 28);
    h->times = be32(p + 32), h->types = be32(p + 36), h->chars = be32(p + 40);
    return h->times < 4096 && h->types > 0 && h->types < 256 && h->chars < 4096 && h->leap < 256;
}

static size_t body_bytes(const tzif_head *h, size_t time_bytes)
{
    return h->times * (time_bytes + 1) + h->types * 6 + h->chars + h->leap * (time_bytes + 4) + h->isstd + h->isut;
}

/* Room for the table's own transitions and for the rule's, 1970 to 2200. */
enum { RULE_YEARS = 231, RULE_FIRST_YEAR = 1970 };

static bool reserve(wv_zone *z, uint32_t count)
{
    z->starts = wv_mem_new(count * sizeof *z->starts);
    z->offsets = wv_mem_new(count * sizeof *z->offsets);
    return z->starts && z->offsets;
}

static void push(wv_zone *z, int64_t start, int32_t offset)
{
    z->starts[z->count] = start;
    z->offsets[z->count++] = offset;
}

/* 01:00 UTC on the last Sunday of a month with 31 days (1970-01-01 was a Thursday). */
static int64_t last_sunday(int64_t year, unsigned month)
{
    int64_t day = wv_days_from_civil(year, month, 31);
    int64_t weekday = (day + 4) % 7; /* 0 is Sunday */
    return (day - weekday) * 86400 + 3600;
}

/* The European rule from a moment on: tables end in 2037, and a zone file may be missing. */
static void push_rule(wv_zone *z, int64_t after)
{
    for (int64_t year = RULE_FIRST_YEAR; year < RULE_FIRST_YEAR + RULE_YEARS; year++) {
        int64_t spring = last_sunday(year, 3), autumn = last_sunday(year, 10);
        if (spring > after) push(z, spring, 7200);
        if (autumn > after) push(z, autumn, 3600);
    }
}

static bool parse(wv_zone *z, const unsigned char *p, size_t n)
{
    tzif_head h;
    if (!read_head(p, n, &h) || p[4] < '2') return false;
    size_t skip = TZIF_HEAD_BYTES + body_bytes(&h, 4);
    if (skip > n || !read_head(p + skip, n - skip, &h)) return false;
    p += skip + TZIF_HEAD_BYTES, n -= skip + TZIF_HEAD_BYTES;
    if (n < body_bytes(&h, 8) || !reserve(z, h.times + 2 * RULE_YEARS + 1)) return false;
    const unsigned char *types = p + h.times * 8, *infos = types + h.times;
    push(z, INT64_MIN, (int32_t)be32(infos));
    for (uint32_t i = 0; i < h.times; i++) {
        if (types[i] >= h.types) return false;
        push(z, be64(p + i * 8), (int32_t)be32(infos + types[i] * 6));
    }
    push_rule(z, z->starts[z->count - 1]);
    return true;
}

wv_rc wv_zone_open(const char *path, wv_zone *out, wv_err *err)
{
    *out = (wv_zone){0};
    unsigned char *bytes = wv_mem_new(ZONE_BYTES_MAX);
    if (!bytes) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    FILE *f = path ? fopen(path, "rb") : NULL;
    size_t n = f ? fread(bytes, 1, ZONE_BYTES_MAX, f) : 0;
    if (f) fclose(f);
    bool ok = n > 0 && parse(out, bytes, n);
    wv_mem_free(bytes);
    if (!ok) {
        wv_zone_done(out);
        if (!reserve(out, 2 * RULE_YEARS + 1)) {
            wv_zone_done(out);
            return wv_err_set(err, WV_E_NOMEM, "out of memory");
        }
        push(out, INT64_MIN, 3600);
        push_rule(out, INT64_MIN);
    }
    uint64_t hash = wv_hash64(out->starts, out->count * sizeof *out->starts);
    memcpy(out->sha_seed, &hash, sizeof hash);
    return WV_OK;
}

void wv_zone_done(wv_zone *zone)
{
    wv_mem_free(zone->starts);
    wv_mem_free(zone->offsets);
    *zone = (wv_zone){0};
}

int32_t wv_zone_offset(const wv_zone *zone, int64_t utc_seconds)
{
    uint32_t low = 0, high = zone->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (zone->starts[middle] <= utc_seconds) low = middle;
        else high = middle;
    }
    return zone->offsets[low];
}

void wv_zone_local(const wv_zone *zone, int64_t utc_seconds, int32_t *day, int32_t *second)
{
    int64_t local = utc_seconds + wv_zone_offset(zone, utc_seconds);
    int64_t d = local / 86400 - (local % 86400 < 0);
    *day = (int32_t)d;
    *second = (int32_t)(local - d * 86400);
}
