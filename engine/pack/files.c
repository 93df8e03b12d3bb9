/* SPDX-License-Identifier: EUPL-1.2 */
/* files.c: a pack folder -> sources in memory.
 *
 * In: a path. Out: the text of every *.yaml below it, sorted. Neighbours: load.c; lock.c reads one
 * file. Invariant: the order is that of the names' bytes, so that a pack means the same on every
 * file system. Symbolic links to files are followed, links to folders are not: a loop of them would
 * have no end. Cost: one read a file. */
#include "pack/files.h"

#include "pack/codes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct lister {
    wv_arena *arena;
    wv_diags *diags;
    int root;
    wv_str *names, *folders; /* relative to the root; folders still to be read */
    uint32_t name_count, name_capacity, folder_count, folder_capacity;
    uint64_t bytes;
    bool nomem;
} lister;

static void complain(lister *l, unsigned code, wv_str name, const char *what)
{
    wv_diags_add(l->diags, WV_LEVEL_ERROR, code, (wv_place){0}, NULL, "%.*s: %s", (int)name.n,
                 name.p, what);
}

static wv_str join(lister *l, wv_str folder, const char *name)
{
    wv_buf b;
    wv_buf_init(&b);
    wv_buf_str(&b, folder);
    if (folder.n) wv_buf_byte(&b, '/');
    wv_buf_text(&b, name);
    wv_str joined = {NULL, 0};
    if (!b.failed) joined = wv_arena_str(l->arena, (wv_str){b.p, (uint32_t)b.n});
    if (!joined.p) l->nomem = true;
    wv_buf_done(&b);
    return joined;
}

static void add(lister *l, wv_str **items, uint32_t *count, uint32_t *capacity, wv_str name)
{
    if (!wv_mem_grow((void **)items, capacity, *count + 1, sizeof **items))
        l->nomem = true;
    else
        (*items)[(*count)++] = name;
}

static unsigned depth_of(wv_str name)
{
    unsigned depth = 1;
    for (uint32_t i = 0; i < name.n; i++) depth += name.p[i] == '/';
    return depth;
}

static void take_entry(lister *l, wv_str folder, const char *entry)
{
    struct stat st;
    wv_str name = join(l, folder, entry);
    if (!name.p) return;
    if (fstatat(l->root, name.p, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        complain(l, WV_CODE_FILE_READ, name, strerror(errno));
    } else if (S_ISDIR(st.st_mode) && wv_str_is(name, WV_FILES_PROFILES)) {
        return; /* who may see what is no part of what is found */
    } else if (S_ISDIR(st.st_mode)) {
        if (depth_of(name) > WV_FILES_DEPTH_MAX)
            complain(l, WV_CODE_FILE_NAME, name, "folders are nested too deep");
        else
            add(l, &l->folders, &l->folder_count, &l->folder_capacity, name);
    } else if (wv_str_ends(name, WV_STR(".yml"))) {
        complain(l, WV_CODE_FILE_NAME, name,
                 "a file of a pack ends in .yaml; this one would not be read");
    } else if (wv_str_ends(name, WV_STR(".yaml"))) {
        if (l->name_count < WV_FILES_MAX)
            add(l, &l->names, &l->name_count, &l->name_capacity, name);
        else
            complain(l, WV_CODE_FILE_SIZE, name, "the pack has too many files");
    }
}

static void list_folder(lister *l, wv_str folder)
{
    int fd = openat(l->root, folder.n ? folder.p : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (!dir) {
        complain(l, WV_CODE_FILE_READ, folder, strerror(errno));
        if (fd >= 0) close(fd);
        return;
    }
    for (struct dirent *e; !l->nomem && (e = readdir(dir));)
        if (e->d_name[0] != '.') take_entry(l, folder, e->d_name);
    closedir(dir);
}

static int by_bytes(const void *a, const void *b)
{
    return wv_str_cmp(*(const wv_str *)a, *(const wv_str *)b);
}

/* Reads a whole file; .p is NULL and errno set when that fails. */
static wv_str slurp(int root, const char *name, uint64_t bytes_max, wv_arena *arena)
{
    wv_str text = {NULL, 0};
    struct stat st;
    int fd = openat(root, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return text;
    char *p = NULL;
    if (fstat(fd, &st) == 0) {
        if (!S_ISREG(st.st_mode))
            errno = EINVAL;
        else if ((uint64_t)st.st_size > bytes_max)
            errno = EFBIG;
        else if (!(p = wv_arena_alloc(arena, (size_t)st.st_size + 1)))
            errno = ENOMEM;
    }
    size_t n = 0;
    while (p && n < (size_t)st.st_size) {
        ssize_t got = read(fd, p + n, (size_t)st.st_size - n);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) p = NULL;
        if (got <= 0) break; /* a file that shrank meanwhile is as long as it is now */
        n += (size_t)got;
    }
    int saved = errno;
    close(fd);
    errno = saved;
    if (p) text = (wv_str){p, (uint32_t)n};
    return text;
}

static const wv_source *read_source(lister *l, wv_str name)
{
    wv_source *source = wv_arena_alloc(l->arena, sizeof *source);
    if (!source) {
        l->nomem = true;
        return NULL;
    }
    source->name = name;
    source->text = slurp(l->root, name.p, WV_FILES_BYTES_MAX - l->bytes, l->arena);
    if (!source->text.p) {
        bool large = errno == EFBIG;
        complain(l, large ? WV_CODE_FILE_SIZE : WV_CODE_FILE_READ, name,
                 large ? "the pack is too large with this file" : strerror(errno));
        return NULL;
    }
    l->bytes += source->text.n;
    return source;
}

wv_rc wv_files_read(const char *path, wv_arena *arena, wv_files *out, wv_diags *diags, wv_err *err)
{
    lister l = {.arena = arena, .diags = diags};
    *out = (wv_files){0};
    l.root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (l.root < 0) {
        wv_err_set(err, WV_E_NOINPUT, "cannot open the rule pack: %s", strerror(errno));
        wv_err_path(err, path, UINT64_MAX);
        return WV_E_NOINPUT;
    }
    list_folder(&l, (wv_str){"", 0});
    for (uint32_t i = 0; i < l.folder_count && !l.nomem; i++) {
        wv_str folder = l.folders[i]; /* the array may move while it grows */
        list_folder(&l, folder);
    }
    if (l.name_count) qsort(l.names, l.name_count, sizeof *l.names, by_bytes);
    out->items = wv_arena_alloc(arena, sizeof *out->items * (l.name_count + 1));
    if (!out->items) l.nomem = true;
    for (uint32_t i = 0; i < l.name_count && !l.nomem; i++) {
        const wv_source *source = read_source(&l, l.names[i]);
        if (source) out->items[out->count++] = source;
    }
    close(l.root);
    wv_mem_free(l.names);
    wv_mem_free(l.folders);
    return l.nomem ? wv_err_set(err, WV_E_NOMEM, "out of memory while reading the rule pack")
                   : WV_OK;
}

wv_rc wv_files_read_one(const char *path, const char *name, wv_arena *arena, const wv_source **out,
                        wv_err *err)
{
    int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    wv_source *source = wv_arena_alloc(arena, sizeof *source);
    if (source && root >= 0) {
        source->name = wv_arena_str(arena, wv_str_of(name));
        source->text = slurp(root, name, WV_FILES_BYTES_MAX, arena);
    }
    int saved = errno;
    if (root >= 0) close(root);
    if (!source) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (source->text.p && source->name.p) {
        *out = source;
        return WV_OK;
    }
    wv_rc rc = saved == ENOENT ? WV_E_NOINPUT : WV_E_IO;
    wv_err_set(err, rc, "cannot read %s: %s", name, strerror(saved));
    wv_err_path(err, path, UINT64_MAX);
    return rc;
}
