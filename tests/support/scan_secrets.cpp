// scan_secrets FOLDER [KEYS]: looks through the data folders and logs below FOLDER. KEYS: a file of JSON
// texts with keys that were made. Exit codes: 0 nothing found, 1 something, 2 nothing to look through.
#include "tests/support/secret_scan.h"

#include <fstream>
#include <iostream>
#include <iterator>

int main(int argc, char** argv)
{
    if (argc < 2 || !std::filesystem::is_directory(argv[1])) {
        std::cerr << "scan_secrets FOLDER [KEYS]\n";
        return 2;
    }
    if (argc > 2) {
        std::ifstream keys(argv[2]);
        hub::test::noteKeysIn(std::string(std::istreambuf_iterator<char>(keys), {}));
    }
    const auto found = hub::test::secretsBelow(argv[1]);
    for (const hub::test::SecretFound& each : found) {
        std::cerr << each.file.string() << ", byte " << each.offset << ": " << each.what << '\n';
    }
    return found.empty() ? 0 : 1;
}
