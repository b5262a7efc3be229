#include "push.h"

#include "bus/config.h"

#include <curl/curl.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCHEME "s3://"

/* SHA-256 of nothing. */
#define EMPTY_HASH                                                             \
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

enum { CONNECT_S = 30, STALLED_S = 120, HEX_SIZE = 65 };

bool
push_is_address(const char *text)
{
    return strncmp(text, SCHEME, strlen(SCHEME)) == 0;
}

/* "id:secret" of the settings; the secret comes from a file. */
static int
read_credentials(char *out, size_t size)
{
    const char *id = config_text("CW_S3_KEY_ID");
    const char *path = config_text("CW_S3_SECRET_FILE");
    char secret[256] = "";
    FILE *file = path ? fopen(path, "re") : NULL;
    bool is_read = file && fgets(secret, sizeof(secret), file);

    if (file)
        fclose(file);
    if (!id || !is_read)
        return cw_fail("backup", "the settings s3/key_id and s3/secret_file "
                                 "must name a key of the store");
    secret[strcspn(secret, "\n")] = '\0';
    snprintf(out, size, "%s:%s", id, secret);
    sodium_memzero(secret, sizeof(secret));
    return EXIT_SUCCESS;
}

static CURL *
open_request(const char *address, const char *credentials)
{
    const char *endpoint = config_text("CW_S3_ENDPOINT");
    char url[2048], signing[128];
    CURL *curl = endpoint ? curl_easy_init() : NULL;

    if (!curl) {
        cw_fail("backup", "the setting s3/endpoint names no store");
        return NULL;
    }
    snprintf(url, sizeof(url), "%s/%s", endpoint, address + strlen(SCHEME));
    snprintf(signing, sizeof(signing), "aws:amz:%s:s3",
            config_text("CW_S3_REGION"));
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, signing);
    curl_easy_setopt(curl, CURLOPT_USERPWD, credentials);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)STALLED_S);
    return curl;
}

static int
run_request(CURL *curl, const char *address)
{
    char reason[CURL_ERROR_SIZE] = "";
    CURLcode code;

    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    code = curl_easy_perform(curl);
    if (code == CURLE_OK)
        return EXIT_SUCCESS;
    return cw_fail("backup", "%s: %s", address,
            *reason ? reason : curl_easy_strerror(code));
}

static void
hash_file(FILE *file, char hex[HEX_SIZE])
{
    static unsigned char bytes[64 * 1024];
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    size_t len;

    crypto_hash_sha256_init(&state);
    while ((len = fread(bytes, 1, sizeof(bytes), file)) > 0)
        crypto_hash_sha256_update(&state, bytes, len);
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2hex(hex, HEX_SIZE, hash, sizeof(hash));
    rewind(file);
}

/* With the bytes that are sent among what is signed; none: NULL. */
static int
run_signed(CURL *curl, FILE *body, const char *address)
{
    char header[128], hex[HEX_SIZE] = EMPTY_HASH;
    struct curl_slist *headers;
    int status;

    if (body)
        hash_file(body, hex);
    snprintf(header, sizeof(header), "x-amz-content-sha256: %s", hex);
    headers = curl_slist_append(NULL, header);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    status = run_request(curl, address);
    curl_slist_free_all(headers);
    return status;
}

static int
put(CURL *curl, FILE *file, const char *address)
{
    struct stat info;

    if (fstat(fileno(file), &info))
        return cw_fail("backup", "%s: %s", address, strerror(errno));
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READDATA, file);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)info.st_size);
    return run_signed(curl, file, address);
}

int
push_file(const char *from, const char *address)
{
    char credentials[512];
    FILE *file = fopen(from, "re");
    CURL *curl = NULL;
    int status;

    if (!file)
        return cw_fail("backup", "%s: %s", from, strerror(errno));
    status = read_credentials(credentials, sizeof(credentials));
    if (status == EXIT_SUCCESS)
        curl = open_request(address, credentials);
    status = curl ? put(curl, file, address) : EXIT_FAILURE;
    curl_easy_cleanup(curl);
    sodium_memzero(credentials, sizeof(credentials));
    fclose(file);
    return status;
}

int
push_fetch(const char *address, const char *to)
{
    char credentials[512];
    FILE *file = fopen(to, "wxe");
    CURL *curl = NULL;
    int status;

    if (!file)
        return cw_fail("restore", "%s: %s", to, strerror(errno));
    status = read_credentials(credentials, sizeof(credentials));
    if (status == EXIT_SUCCESS)
        curl = open_request(address, credentials);
    if (curl)
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, file);
    status = curl ? run_signed(curl, NULL, address) : EXIT_FAILURE;
    curl_easy_cleanup(curl);
    sodium_memzero(credentials, sizeof(credentials));
    if (fclose(file))
        status = cw_fail("restore", "%s: %s", to, strerror(errno));
    return status;
}
