/* SPDX-License-Identifier: EUPL-1.2 */
/* frozen_file.c: a frozen pack -> a file, and back.
 *
 * In: two builds of a pack, or a file. Out: a file, or a pack. Neighbours: image.c finds the pointers,
 * cache.c keeps such files by itself, cli/freeze.c for the user. Invariants: nothing of a file is used
 * before its checksum was found right; a thawed pack is read-only memory, so that who writes to it
 * by mistake is stopped. Cost: a read of some 43 MB for the full pack and its checksum at 7 GB/s. */
#include "pack/frozen_file.h"

#include "crypto/checksum.h"
#include "pack/image.h"
#include "pack/wordbook.h"
#include "text/stem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char ENGINE_HASH[] =
#include "engine_hash.inc"
    ;
_Static_assert(sizeof ENGINE_HASH == 65, "a SHA-256 in hexadecimal digits");

static const char MAGIC[8] = "\211WVPACK\n";
enum { FORMAT = 1 };

typedef struct header {
    char magic[8];
    uint32_t format, header_bytes;
    char version[32];      /* of the engine, for the message */
    char engine[64];       /* hash of its sources */
    uint64_t layout;       /* hash of the sizes of structs */
    uint64_t stemmer;      /* what libstemmer says of the pinned words */
    char pack[64];         /* SHA-256 of the pack's files */
    uint64_t base;         /* the address the pointers are right for */
    uint64_t image_bytes;  /* at header_bytes; then the bits of its pointers */
    uint8_t checksum[16];  /* under a key made of the header with zeros here */
} header;
_Static_assert(sizeof(header) % 16 == 0, "the image stands at a multiple of 16");

const char *wv_frozen_engine(void)
{
    return ENGINE_HASH;
}

/* The compiler may lay structs out differently from the same sources. */
static uint64_t layout_hash(void)
{
    const uint32_t sizes[] = {
        0x01020304,            sizeof(void *),        sizeof(header),
        sizeof(wv_frozen),     sizeof(wv_frozen_rule), sizeof(wv_pack_ast),
        sizeof(wv_rule_ast),   sizeof(wv_node),       sizeof(wv_source),
        sizeof(wv_matcher),    sizeof(wv_op),         sizeof(wv_pattern),
        sizeof(wv_gate),       sizeof(wv_gates),      sizeof(wv_gate_group),
        sizeof(wv_field),      sizeof(wv_branch),     sizeof(wv_selection),
        sizeof(wv_step),       sizeof(wv_condition),  sizeof(wv_detection),
        sizeof(wv_cue),        sizeof(wv_probe_use),  sizeof(wv_trigger),
        sizeof(wv_wordbook),   sizeof(wv_map),        sizeof(wv_map_entry),
        sizeof(wv_lit),        sizeof(wv_wordgate),   offsetof(wv_frozen, matcher),
        offsetof(wv_matcher, cues),
    };
    return wv_hash64(sizes, sizeof sizes);
}

static bool fill_header(header *h)
{
    memset(h, 0, sizeof *h);
    memcpy(h->magic, MAGIC, sizeof MAGIC);
    h->format = FORMAT;
    h->header_bytes = sizeof *h;
    snprintf(h->version, sizeof h->version, "%s", WV_VERSION);
    memcpy(h->engine, ENGINE_HASH, sizeof h->engine);
    h->layout = layout_hash();
    return wv_stem_fingerprint(&h->stemmer);
}

/* ---- writing ---- */

/* A pack laid bare: its arenas stand apart, its regexes sleep, so that what is left is the same each
 * time it is made. */
typedef struct bare {
    wv_frozen *pack;
    wv_pack_ast *ast;
    wv_arena arena, ast_arena, own;
    wv_str path;
    wv_image_build build;
} bare;

static void lay_bare(wv_frozen *pack, bare *b)
{
    *b = (bare){.pack = pack, .ast = (wv_pack_ast *)(uintptr_t)pack->ast};
    b->arena = pack->arena;
    b->ast_arena = b->ast->arena;
    b->own = b->ast->own;
    b->path = b->ast->path;
    for (uint32_t i = 0; i < pack->matcher->regex_total; i++)
        wv_regex_sleep(pack->matcher->regexes[i]);
    pack->arena = b->ast->arena = b->ast->own = (wv_arena){0};
    b->ast->path = (wv_str){NULL, 0};
    wv_image_add(&b->build, pack, sizeof *pack);
    wv_image_add(&b->build, b->ast, sizeof *b->ast);
    wv_image_add_arena(&b->build, &b->ast_arena);
    wv_image_add_arena(&b->build, &b->arena);
}

static wv_rc wake_all(const wv_frozen *pack)
{
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; i < pack->matcher->regex_total && rc == WV_OK; i++)
        rc = wv_regex_wake(pack->matcher->regexes[i]);
    return rc;
}

static wv_rc dress(bare *b)
{
    b->pack->arena = b->arena;
    b->ast->arena = b->ast_arena;
    b->ast->own = b->own;
    b->ast->path = b->path;
    wv_image_build_done(&b->build);
    return wake_all(b->pack);
}

static void bury(bare *b)
{
    wv_image_build_done(&b->build);
    wv_arena_done(&b->arena);
    wv_arena_done(&b->ast_arena);
    wv_arena_done(&b->own);
    wv_mem_free(b->ast);
    wv_mem_free(b->pack);
}

/* An address far from where programs, heaps and libraries are put, and for each pack another one, so
 * that nearly always no pointer must be moved when it is read. */
static uint64_t base_of(const wv_frozen *pack)
{
    const uint8_t *sha = pack->ast->sha256;
    return (UINT64_C(1) << 44) + ((uint64_t)(sha[0] | sha[1] << 8) << 28);
}

/* The checksum is of all that the header says, too. */
static void begin_sum(const header *h, wv_checksum *c)
{
    header about = *h;
    memset(about.checksum, 0, sizeof about.checksum);
    wv_checksum_begin(c, &about, sizeof about);
}

/* Hands the bytes of an image, and then its bits, to a checksum or to a file. */
typedef bool take_bytes(void *ctx, const void *bytes, size_t n);
static bool give_image(const wv_image *image, take_bytes *take, void *ctx)
{
    static const char zeros[64];
    size_t given = 0;
    for (uint32_t i = 0; i < image->build->count; i++) {
        const wv_image_part *part = &image->build->parts[i];
        size_t all = wv_image_part_bytes(part);
        if (!take(ctx, part->bytes, part->n) || !take(ctx, zeros, all - part->n)) return false;
        given += all;
    }
    return take(ctx, zeros, image->n - given) &&
           take(ctx, image->pointers, wv_image_pointer_words(image->n) * 8);
}

static bool take_sum(void *ctx, const void *bytes, size_t n)
{
    wv_checksum_add(ctx, bytes, n);
    return true;
}

static void sum_up(header *h, const wv_image *image)
{
    wv_checksum c;
    begin_sum(h, &c);
    give_image(image, take_sum, &c);
    wv_checksum_end(&c, h->checksum);
}

static bool write_all(int fd, const void *bytes, size_t n)
{
    for (const char *p = bytes; n;) {
        ssize_t put = write(fd, p, n);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        p += put;
        n -= (size_t)put;
    }
    return true;
}

static bool take_file(void *ctx, const void *bytes, size_t n)
{
    return write_all(*(int *)ctx, bytes, n);
}

/* Written beside it and then given its name: nobody ever reads half a file. */
static wv_rc write_file(const header *h, const wv_image *image, const char *path, unsigned mode,
                        wv_err *err)
{
    char beside[4096];
    int used = snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    int fd = used > 0 && (size_t)used < sizeof beside ? mkostemp(beside, O_CLOEXEC) : -1;
    if (fd < 0) {
        wv_err_set(err, WV_E_CREATE, "cannot create the frozen pack: %s", strerror(errno));
        wv_err_path(err, path, UINT64_MAX);
        return WV_E_CREATE;
    }
    bool ok = write_all(fd, h, sizeof *h) && give_image(image, take_file, &fd) &&
              fchmod(fd, mode) == 0;
    ok = close(fd) == 0 && ok;
    if (ok && rename(beside, path) == 0) return WV_OK;
    wv_err_set(err, WV_E_IO, "cannot write the frozen pack: %s", strerror(errno));
    wv_err_path(err, path, UINT64_MAX);
    unlink(beside);
    return WV_E_IO;
}

static wv_rc write_image(const wv_frozen *pack, const wv_image *image, const char *path,
                         unsigned mode, wv_err *err)
{
    header h;
    bool ok = fill_header(&h);
    memcpy(h.pack, pack->sha256_hex, sizeof h.pack);
    h.base = image->base;
    h.image_bytes = image->n;
    if (ok) sum_up(&h, image);
    return ok ? write_file(&h, image, path, mode, err)
              : wv_err_set(err, WV_E_INTERNAL, "libsodium or libstemmer cannot start");
}

wv_rc wv_frozen_write(wv_frozen *pack, wv_frozen *twin, const char *path, unsigned mode,
                      wv_err *err)
{
    wv_image image;
    bare one, two;
    if (pack->mapped || twin->mapped) {
        wv_frozen_free(twin);
        return wv_err_set(err, WV_E_USAGE, "this pack was read from a frozen file already");
    }
    lay_bare(pack, &one);
    lay_bare(twin, &two);
    wv_rc rc = wv_image_make(&one.build, &two.build, base_of(pack), &image, err);
    wv_rc woken = dress(&one);
    if (rc == WV_OK) rc = woken;
    if (rc == WV_OK) rc = write_image(pack, &image, path, mode, err);
    wv_image_done(&image);
    bury(&two);
    return rc;
}

/* ---- reading ---- */

static wv_rc damaged(wv_err *err, const char *path, const char *what)
{
    wv_err_set(err, WV_E_PACK, "the frozen pack is damaged: %s", what);
    wv_err_path(err, path, UINT64_MAX);
    wv_err_hint(err, "make it again: waakvlam freeze -r PACK -o FILE.wvpack");
    return WV_E_PACK;
}

static wv_rc foreign(wv_err *err, const char *path, const header *h, const char *what)
{
    wv_err_set(err, WV_E_VERSION, "the frozen pack was made by %s (waakvlam %.*s)", what,
               (int)strnlen(h->version, sizeof h->version), h->version);
    wv_err_path(err, path, UINT64_MAX);
    wv_err_hint(err, "make it again: waakvlam freeze -r PACK -o FILE.wvpack");
    return WV_E_VERSION;
}

static bool read_all(int fd, void *bytes, size_t n)
{
    for (char *p = bytes; n;) {
        ssize_t got = read(fd, p, n);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

/* Who made it comes before whether it is whole: what another engine means by these bytes nobody
 * knows. */
static wv_rc check_header(const header *h, uint64_t file_bytes, const char *path, wv_err *err)
{
    header mine;
    if (memcmp(h->magic, MAGIC, sizeof MAGIC) != 0) return damaged(err, path, "it begins wrong");
    if (h->format != FORMAT || h->header_bytes != sizeof *h)
        return foreign(err, path, h, "another version of the format");
    if (!fill_header(&mine)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (memcmp(h->engine, mine.engine, sizeof mine.engine) != 0)
        return foreign(err, path, h, "another engine");
    if (h->layout != mine.layout) return foreign(err, path, h, "an engine with another layout");
    if (h->stemmer != mine.stemmer) return foreign(err, path, h, "an engine with another stemmer");
    uint64_t n = h->image_bytes;
    if (n % 64 || n < sizeof(wv_frozen) + sizeof(wv_pack_ast) || n > file_bytes ||
        file_bytes != sizeof *h + n + wv_image_pointer_words(n) * sizeof(uint64_t))
        return damaged(err, path, "it is not as long as it says");
    return WV_OK;
}

/* Whole pages. */
static size_t mapped_bytes(uint64_t image_bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (image_bytes + page - 1) / page * page;
}

/* Memory for an image, at its own address if that is free, always where large pages begin: one fault
 * instead of five hundred for each 2 MiB. */
enum { LARGE_PAGE = 2 << 20 };
static char *reserve(uint64_t base, size_t n)
{
    const int prot = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_ANONYMOUS;
    char *p = mmap((void *)(uintptr_t)base, n, prot, flags, -1, 0);
    if (p == MAP_FAILED) return NULL;
    if ((uintptr_t)p != base) {
        munmap(p, n);
        p = mmap(NULL, n + LARGE_PAGE, prot, flags, -1, 0);
        if (p == MAP_FAILED) return NULL;
        size_t before = -(uintptr_t)p & (LARGE_PAGE - 1);
        if (before) munmap(p, before);
        munmap(p + before + n, LARGE_PAGE - before);
        p += before;
    }
    madvise(p, n, MADV_HUGEPAGE);
    return p;
}

/* Read and summed piece by piece, while a piece is in the cache of the processor. */
static bool read_summed(int fd, void *bytes, size_t n, wv_checksum *c)
{
    enum { PIECE = 256 << 10 };
    for (char *p = bytes; n;) {
        size_t take = n < PIECE ? n : PIECE;
        if (!read_all(fd, p, take)) return false;
        wv_checksum_add(c, p, take);
        p += take;
        n -= take;
    }
    return true;
}

static wv_rc read_image(int fd, const header *h, char *image, uint64_t *pointers, const char *path,
                        wv_err *err)
{
    uint8_t sum[16];
    wv_checksum c;
    size_t words = wv_image_pointer_words(h->image_bytes);
    begin_sum(h, &c);
    if (!read_summed(fd, image, h->image_bytes, &c) ||
        !read_summed(fd, pointers, words * sizeof *pointers, &c))
        return damaged(err, path, "it cannot be read to its end");
    wv_checksum_end(&c, sum);
    if (memcmp(sum, h->checksum, sizeof sum) != 0)
        return damaged(err, path, "its checksum does not fit its content");
    if ((uintptr_t)image == h->base) return WV_OK;
    return wv_image_move(image, h->image_bytes, pointers, h->base)
               ? damaged(err, path, "a pointer leaves it")
               : WV_OK;
}

/* The last touches: what belongs to this process, and then no more writing. */
static wv_rc settle(char *image, size_t n, const char *path, wv_frozen **out)
{
    wv_frozen *pack = (wv_frozen *)(void *)image;
    wv_pack_ast *ast = (wv_pack_ast *)(uintptr_t)pack->ast;
    pack->mapped = n;
    ast->path = wv_arena_str(&ast->own, wv_str_of(path));
    wv_rc rc = ast->path.p ? wake_all(pack) : WV_E_NOMEM;
    if (rc == WV_OK) mprotect(image, n, PROT_READ);
    if (rc) wv_frozen_unmap(pack);
    *out = rc ? NULL : pack;
    return rc;
}

wv_rc wv_frozen_locate(wv_frozen *pack, const char *path)
{
    wv_pack_ast *ast = (wv_pack_ast *)(uintptr_t)pack->ast;
    mprotect(pack, pack->mapped, PROT_READ | PROT_WRITE);
    wv_str own = wv_arena_str(&ast->own, wv_str_of(path));
    if (own.p) ast->path = own;
    mprotect(pack, pack->mapped, PROT_READ);
    return own.p ? WV_OK : WV_E_NOMEM;
}

wv_rc wv_frozen_read_fd(int fd, const char *path, wv_frozen **out, wv_err *err)
{
    header h;
    struct stat st;
    *out = NULL;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || !read_all(fd, &h, sizeof h))
        return damaged(err, path, "it is too short");
    wv_rc rc = check_header(&h, (uint64_t)st.st_size, path, err);
    if (rc) return rc;
    uint64_t *pointers = wv_mem_new(wv_image_pointer_words(h.image_bytes) * sizeof *pointers);
    char *image = reserve(h.base, mapped_bytes(h.image_bytes));
    rc = pointers && image ? read_image(fd, &h, image, pointers, path, err)
                           : wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_mem_free(pointers);
    if (rc && image) munmap(image, mapped_bytes(h.image_bytes));
    if (rc) return rc;
    rc = settle(image, mapped_bytes(h.image_bytes), path, out);
    return rc ? wv_err_set(err, rc, "out of memory while reading a frozen pack") : WV_OK;
}

wv_rc wv_frozen_read(const char *path, wv_frozen **out, wv_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *out = NULL;
    if (fd < 0) {
        wv_err_set(err, WV_E_NOINPUT, "cannot open the frozen pack: %s", strerror(errno));
        wv_err_path(err, path, UINT64_MAX);
        return WV_E_NOINPUT;
    }
    wv_rc rc = wv_frozen_read_fd(fd, path, out, err);
    close(fd);
    return rc;
}

void wv_frozen_unmap(wv_frozen *pack)
{
    size_t n = pack->mapped;
    wv_pack_ast *ast = (wv_pack_ast *)(uintptr_t)pack->ast;
    mprotect(pack, n, PROT_READ | PROT_WRITE);
    for (uint32_t i = 0; i < pack->matcher->regex_total; i++)
        wv_regex_sleep(pack->matcher->regexes[i]);
    wv_arena_done(&ast->own);
    munmap(pack, n);
}

bool wv_frozen_is_file(const char *path)
{
    char magic[sizeof MAGIC];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    bool is = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
              read_all(fd, magic, sizeof magic) && memcmp(magic, MAGIC, sizeof MAGIC) == 0;
    if (fd >= 0) close(fd);
    return is;
}
