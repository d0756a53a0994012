#include "app/console/hub_key.h"

#include "app/console/secret_store.h"

#include <QCoreApplication>
#include <QDir>
#include <QRandomGenerator>

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr std::size_t kWords = 8; // 32 bytes

HubKey inTheFolder()
{
    return {{}, QCoreApplication::translate(
                    "LocalHub", "This computer's keyring is missing or locked. Whoever copies the data "
                                "folder can open the keys of its devices.")};
}

HubKey inTheKeyring(const hub::Secret& secret)
{
    return {{.passphrase = std::string(secret.reveal()),
             .name = "the entry in this computer's keyring",
             .takesOver = true},
            {}};
}

hub::Secret newPassphrase()
{
    std::array<quint32, kWords> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    const auto bytes = QByteArray::fromRawData(reinterpret_cast<const char*>(words.data()),
                                               qsizetype(sizeof words));
    return hub::Secret(bytes.toBase64().toStdString());
}

} // namespace

QString hubKeyEntry(const QString& dataFolder)
{
    return u"local-hub:"_s + QDir::cleanPath(QDir(dataFolder).absolutePath());
}

void findHubKey(SecretStore& secrets,
                const QString& dataFolder,
                QObject* context,
                std::function<void(HubKey)> answer)
{
    const QString entry = hubKeyEntry(dataFolder);
    const auto found = [&secrets, entry, context,
                        answer = std::move(answer)](const std::optional<hub::Secret>& secret) {
        if (secrets.isSessionOnly()) {
            answer(inTheFolder());
        } else if (secret && !secret->empty()) {
            answer(inTheKeyring(*secret));
        } else {
            const hub::Secret made = newPassphrase();
            secrets.write(entry, made, context, [&secrets, made, answer] {
                answer(secrets.isSessionOnly() ? inTheFolder() : inTheKeyring(made));
            });
        }
    };
    secrets.read(entry, context, found);
}

} // namespace deck
