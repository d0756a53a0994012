// What is known about a data folder and its hub before it is judged (checkup.h). Plain values,
// gathered by checkup_gather.h and checkup_store.h.
#pragma once

#include "base/clock.h"
#include "hub/endpoints.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hub {

struct CheckedCertificate
{
    std::chrono::days left{}; ///< negative: it has ended
    std::string key;          ///< "EC 256"
    int securityBits = 0;     ///< of its key
    bool isOwn = true;        ///< the key in the folder belongs to it
};

struct CheckedTls
{
    std::string problem; ///< why something could not be read; then the rest is not known
    CheckedCertificate server;
    CheckedCertificate authority;
    bool isSigned = true; ///< the server's certificate, by the authority
    std::string name;     ///< that clients are told to use
    bool coversName = true;
};

struct CheckedFile
{
    std::string name; ///< within the folder; of the ready file its path
    unsigned mode = 0;
    bool isSecret = false;  ///< holds a key or password in clear
    bool isForeign = false; ///< belongs to another user than the folder
};

enum class KeyPlace { None, File, Passphrase };

struct CheckedMasterKey
{
    KeyPlace place = KeyPlace::None;
    std::string problem; ///< why the stored keys cannot be opened
};

struct CheckedListener
{
    Listener listener;
    bool isOpen = false; ///< other machines may connect
};

struct CheckedReach
{
    bool runs = false;
    bool isKnown = true;                    ///< false: it runs, but its ready file is not there
    std::vector<CheckedListener> listeners; ///< of a hub that does not run: as it would be started
    unsigned maxFailedSignIns = 0;
    bool allowListOnly = false;
    std::vector<std::string> unfiltered; ///< scopes that no IP rule closes to anybody

    bool isOpen() const
    {
        for (const CheckedListener& each : listeners) {
            if (each.isOpen) {
                return true;
            }
        }
        return false;
    }
};

struct CheckedKeys
{
    std::uint64_t count = 0;
    std::uint64_t weak = 0;
    std::vector<std::string> named; ///< some of the weak ones: "device pump-1"
};

struct CheckedPolicy
{
    std::string name;
    WallTime since{}; ///< the older one of its keys is as old as this, or older when !isExact
    bool isExact = true;
};

struct CheckedAdministrator
{
    std::string name;
    bool keyEnds = false;
    bool hasFactor = false;
};

struct CheckedFault
{
    std::string what; ///< a file, or empty: all are sound
    std::string detail;
};

struct CheckupFacts
{
    WallTime now{};
    std::optional<WallTime> newest; ///< of what the store and the audit log say
    std::string folder;
    CheckedTls tls;
    std::vector<CheckedFile> files;
    CheckedMasterKey masterKey;
    CheckedReach reach;
    std::uintmax_t freeBytes = 0;
    std::vector<CheckedFault> damaged; ///< databases that are
    std::string storeProblem; ///< why the store could not be opened; then what follows is not known
    std::optional<CheckedKeys> keys; ///< nothing: could not be opened
    std::optional<std::vector<CheckedPolicy>> policies;
    std::optional<std::vector<CheckedAdministrator>> administrators;
    std::optional<std::string> auditFault; ///< nothing: could not be compared; empty: all is well
};

} // namespace hub
