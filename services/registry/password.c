#include "password.h"

#include "wire/utf8.h"

bool
password_is_long_enough(struct str password)
{
    size_t count;

    return utf8_check(password, &count) && count >= PASSWORD_MIN_CHARACTERS;
}

static bool
hash_password(struct str password, char out[crypto_pwhash_STRBYTES])
{
    if (crypto_pwhash_str(out, password.data, password.len,
                crypto_pwhash_OPSLIMIT_INTERACTIVE,
                crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0)
        return true;
    out[0] = '\0';
    return false;
}

static bool
verify(struct str password, struct str hash)
{
    char text[crypto_pwhash_STRBYTES] = "";

    if (hash.len == 0 || hash.len >= sizeof(text)) {
        hash_password(password, text); /* only to take the time */
        return false;
    }
    memcpy(text, hash.data, hash.len);
    return crypto_pwhash_str_verify(text, password.data, password.len) == 0;
}

void
password_work(void *state)
{
    struct password_job *job = state;

    if (job->verifies)
        job->has_matched = verify(job->password, job->hash);
    if (job->hashes && (!job->verifies || job->has_matched))
        hash_password(job->new_password, job->new_hash);
}
