// The console's own stroke icons (:/icons/*.svg), tinted and kept as pixmaps.
#pragma once

#include <QByteArray>
#include <QCache>
#include <QColor>
#include <QHash>
#include <QPixmap>
#include <QString>

#include <array>

class QPainter;

namespace deck {

enum class Icon {
    Logo,
    Home,
    Devices,
    Access,
    Telemetry,
    Queues,
    Commands,
    Audit,
    Alerts,
    Metrics,
    Connections,
    Settings,
    Search,
    Plus,
    Minus,
    Copy,
    Check,
    Close,
    ChevronDown,
    ChevronRight,
    Chevrons,
    Pause,
    Play,
    Refresh,
    Sun,
    Moon,
    System,
    Trash,
    Key,
    Link,
    Warning,
    Info,
    Error,
    Download,
    Upload,
    Eye,
    EyeOff,
    Clock,
    Ban,
    ArrowUp,
    ArrowDown,
    ArrowRight,
    More,
    Terminal,
    Code,
    Server,
    Spinner,
    Broadcast,
    Columns,
    Filter,
    Send,
    Edit,
    Tag,
    Globe,
    User,
    Undo,
    External,
};
inline constexpr int kIconCount = static_cast<int>(Icon::External) + 1;

/// The name of the file without its ending.
QString iconFileName(Icon icon);

/// GUI thread only. Owned by the Theme; keeps the pixmaps used last.
class Icons final
{
public:
    Icons();

    /// size in pixels of the widget. Null when the file is missing.
    QPixmap pixmap(Icon icon, int size, const QColor& color, qreal devicePixelRatio) const;

    /// In the middle of box, on whole device pixels of the painter's device.
    void
    paint(QPainter& painter, const QRectF& box, Icon icon, int size, const QColor& color) const;

private:
    struct Key
    {
        Icon icon;
        int size;
        QRgb color;
        int ratioPercent;
        bool operator==(const Key&) const = default;
        friend size_t qHash(const Key& key, size_t seed)
        {
            return qHashMulti(seed, static_cast<int>(key.icon), key.size, key.color,
                              key.ratioPercent);
        }
    };

    const QByteArray& source(Icon icon) const;
    QPixmap draw(const Key& key) const;

    mutable QCache<Key, QPixmap> pixmaps_;
    mutable std::array<QByteArray, kIconCount> sources_;
};

} // namespace deck
