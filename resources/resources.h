// Fonts under :/fonts and icons under :/icons.
#pragma once

namespace deck {

/// Makes the compiled-in files reachable; a static library's resources are dropped by the linker
/// unless something asks for them. Once, before the first use.
void loadResources();

} // namespace deck
