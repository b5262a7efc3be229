#include "fundraising.h"

int
main(int argc, char **argv)
{
    return service_main(&fundraising_service, argc, argv);
}
