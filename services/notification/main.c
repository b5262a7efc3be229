#include "notification.h"

#include <curl/curl.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
    /* Once, while there is a single thread. */
    if (curl_global_init(CURL_GLOBAL_DEFAULT))
        return EXIT_FAILURE;
    return service_main(&notification_service, argc, argv);
}
