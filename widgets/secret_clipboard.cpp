#include "widgets/secret_clipboard.h"

#include <QClipboard>
#include <QCryptographicHash>
#include <QGuiApplication>
#include <QMimeData>

#include <utility>

namespace deck {

namespace {

QByteArray digest(const QString& text)
{
    return QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
}

QString guardName()
{
    return QStringLiteral("clipboard.guard");
}

/// The secret copied last. Owned by the application; destroys itself when its time is over. Knows
/// the secret only by its digest.
class ClipboardGuard final : public QObject
{
public:
    ClipboardGuard(QByteArray secretDigest, std::unique_ptr<Timer> timer)
        : QObject(QCoreApplication::instance()),
          digest_(std::move(secretDigest)),
          timer_(std::move(timer))
    {
        setObjectName(guardName());
        connect(QCoreApplication::instance(), &QCoreApplication::aboutToQuit, this,
                [this] { clear(); });
        timer_->start(kSecretOnClipboard, [this] {
            clear();
            deleteLater();
        });
    }

private:
    void clear()
    {
        QClipboard* clipboard = QGuiApplication::clipboard();
        if (digest(clipboard->text()) == digest_) {
            clipboard->clear();
        }
    }

    QByteArray digest_;
    std::unique_ptr<Timer> timer_;
};

} // namespace

void copySecret(const QString& secret, const TimerFactory& timers)
{
    auto* contents = new QMimeData;
    contents->setText(secret);
    contents->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
    QGuiApplication::clipboard()->setMimeData(contents);
    // One copied before is gone from there, or is the same and gets its whole time again.
    delete QCoreApplication::instance()->findChild<QObject*>(guardName(),
                                                             Qt::FindDirectChildrenOnly);
    new ClipboardGuard(digest(secret), timers());
}

} // namespace deck
