#include "cjk.h"

#include <string.h>

enum class { CLASS_NONE, CLASS_WORD, CLASS_HAN };

struct range {
    uint32_t first;
    uint32_t last;
    enum class class;
};

/* In order; what lies between is a word's if it is not ASCII. */
static const struct range ranges[] = {
    { 0x0000, 0x002f, CLASS_NONE },
    { 0x0030, 0x0039, CLASS_WORD },
    { 0x003a, 0x0060, CLASS_NONE }, /* capitals are folded before */
    { 0x0061, 0x007a, CLASS_WORD },
    { 0x007b, 0x00bf, CLASS_NONE },
    { 0x00d7, 0x00d7, CLASS_NONE },
    { 0x00f7, 0x00f7, CLASS_NONE },
    { 0x2000, 0x2bff, CLASS_NONE }, /* punctuation, signs, arrows */
    { 0x2e00, 0x2e7f, CLASS_NONE },
    { 0x2e80, 0x2fdf, CLASS_HAN }, /* radicals */
    { 0x3000, 0x3004, CLASS_NONE },
    { 0x3005, 0x3007, CLASS_HAN },
    { 0x3008, 0x3040, CLASS_NONE },
    { 0x3041, 0x3096, CLASS_HAN }, /* kana have no spaces either */
    { 0x3097, 0x30a0, CLASS_NONE },
    { 0x30a1, 0x30fa, CLASS_HAN },
    { 0x30fb, 0x30fb, CLASS_NONE },
    { 0x30fc, 0x30ff, CLASS_HAN },
    { 0x3100, 0x31ff, CLASS_HAN },
    { 0x3200, 0x33ff, CLASS_NONE },
    { 0x3400, 0x9fff, CLASS_HAN },
    { 0xd800, 0xf8ff, CLASS_NONE },
    { 0xf900, 0xfaff, CLASS_HAN },
    { 0xfe00, 0xfe6f, CLASS_NONE },
    { 0xff00, 0xffff, CLASS_NONE }, /* full-width letters are folded before */
    { 0x1f000, 0x1faff, CLASS_NONE },
    { 0x20000, 0x3ffff, CLASS_HAN },
    { 0xe0000, UINT32_MAX, CLASS_NONE },
};

static enum class class_of(uint32_t character) {
    for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++){
            if (character >= ranges[i].first &&
                    character <= ranges[i].last) return ranges[i]
                    .class; }
return CLASS_WORD;
}

/* A folded character of the text and where it stands. */
struct character {
    uint32_t code;
    enum class class;
    size_t start;
    size_t end;
};

static struct character
read_character(struct str text, size_t at)
{
    struct character c = { .start = at };
    size_t size;
    uint32_t code = utf8_read(text, at, &size);

    c.end = at + size;
    c.code = code == UTF8_INVALID ? 0 : fold_character(code);
    c.class = class_of(c.code);
    return c;
}

static void
add_character(struct cjk_token *token, const struct character *c)
{
    char bytes[UTF8_MAX];
    size_t size = utf8_write(c->code, bytes);

    if (token->len == 0)
        token->start = c->start;
    if (token->len + size <= CJK_TOKEN_MAX) {
        memcpy(token->text + token->len, bytes, size);
        token->len += size;
    }
    token->end = c->end;
}

struct cutter {
    enum cjk_purpose purpose;
    int (*take)(void *taker, const struct cjk_token *token);
    void *taker;
    struct character last; /* of the present Chinese run */
    size_t run;            /* its characters so far */
    bool is_broken;        /* a separator came after the run */
};

static int
take_pair(struct cutter *cutter, const struct character *second)
{
    struct cjk_token pair = { 0 };

    add_character(&pair, &cutter->last);
    add_character(&pair, second);
    return cutter->take(cutter->taker, &pair);
}

static int
take_single(struct cutter *cutter, bool is_colocated)
{
    struct cjk_token single = { .is_colocated = is_colocated };

    add_character(&single, &cutter->last);
    return cutter->take(cutter->taker, &single);
}

/*
 * A document has the last character of a run at a place of its own, so a
 * query must have it too, unless the query ends there after a pair.
 */
static int
end_run(struct cutter *cutter, bool text_ends)
{
    size_t run = cutter->run;

    cutter->run = 0;
    cutter->is_broken = false;
    if (run == 0 || (run > 1 && text_ends && cutter->purpose == CJK_QUERY))
        return 0;
    return take_single(cutter, false);
}

static int
take_han(struct cutter *cutter, const struct character *c)
{
    int stop = cutter->is_broken ? end_run(cutter, false) : 0;

    if (!stop && cutter->run > 0)
        stop = take_pair(cutter, c);
    if (!stop && cutter->run > 0 && cutter->purpose == CJK_DOCUMENT)
        stop = take_single(cutter, true);
    cutter->last = *c;
    cutter->run++;
    return stop;
}

static int
take_word(struct cutter *cutter, struct str text, struct character *c)
{
    struct cjk_token word = { 0 };
    int stop = end_run(cutter, false);

    while (c->class == CLASS_WORD) {
        add_character(&word, c);
        if (c->end == text.len)
            break;
        *c = read_character(text, c->end);
    }
    return stop ? stop : cutter->take(cutter->taker, &word);
}

int
cjk_tokenize(struct str text, enum cjk_purpose purpose,
        int (*take)(void *taker, const struct cjk_token *token), void *taker)
{
    struct cutter cutter = { .purpose = purpose, .take = take, .taker = taker };
    struct character c;
    int stop = 0;

    for (size_t at = 0; !stop && at < text.len; at = c.end) {
        c = read_character(text, at);
        if (c.class == CLASS_WORD)
            stop = take_word(&cutter, text, &c);
        if (!stop && c.class == CLASS_HAN)
            stop = take_han(&cutter, &c);
        cutter.is_broken = c.class == CLASS_NONE;
    }
    return stop ? stop : end_run(&cutter, true);
}

static int
keep_last(void *taker, const struct cjk_token *token)
{
    *(struct cjk_token *)taker = *token;
    return 0;
}

/* A quoted part, with a star where its last word may go on. */
static void
add_part(struct str part, char *out, size_t *len)
{
    struct cjk_token last = { 0 };

    cjk_tokenize(part, CJK_QUERY, keep_last, &last);
    if (last.len == 0)
        return;
    if (*len > 0)
        out[(*len)++] = ' ';
    out[(*len)++] = '"';
    for (size_t i = 0; i < part.len; i++) {
        if (part.data[i] == '"')
            out[(*len)++] = '"';
        out[(*len)++] = part.data[i];
    }
    out[(*len)++] = '"';
    if (read_character((struct str){ last.text, last.len }, 0).class ==
            CLASS_WORD)
        out[(*len)++] = '*';
}

static bool
is_space(uint32_t character)
{
    return character <= ' ' || character == 0x3000;
}

struct str
cjk_match_expression(struct str typed, struct arena *arena)
{
    char *out = arena_alloc(arena, typed.len * 5 + 5);
    size_t begin = 0, len = 0, size;

    for (size_t at = 0; at < typed.len; at += size) {
        if (is_space(utf8_read(typed, at, &size))) {
            add_part((struct str){ typed.data + begin, at - begin }, out, &len);
            begin = at + size;
        }
    }
    add_part((struct str){ typed.data + begin, typed.len - begin }, out, &len);
    return (struct str){ out, len };
}
