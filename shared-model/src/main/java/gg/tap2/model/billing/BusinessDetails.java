package gg.tap2.model.billing;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.regex.Pattern;

/// Who a business is, as printed on a receipt. Everything may be empty; an address has lines. `taxId` is a VAT, GST or
/// other tax number as its owner writes it, and is printed without being checked with any register.
///
/// @param name 0 to 120 characters
/// @param address 0 to 400 characters, at most 6 lines
/// @param taxId 0 to 40 letters, digits, spaces, dots, dashes and slashes
public record BusinessDetails(String name, String address, String taxId) implements Validated {
    public static final BusinessDetails NONE = new BusinessDetails("", "", "");
    private static final Pattern TAX_ID = Pattern.compile("[\\p{L}\\p{Nd} ./-]*");

    public BusinessDetails {
        name = name == null ? "" : name.strip();
        address = address == null ? "" : address.strip().replace("\r\n", "\n");
        taxId = taxId == null ? "" : taxId.strip();
    }

    public boolean isEmpty() {
        return name.isEmpty() && address.isEmpty() && taxId.isEmpty();
    }

    @Override
    public Violations validate() {
        return Violations.none()
                .line("name", name, 0, 120)
                .text("address", address, 0, 400)
                .check(address.lines().count() <= 6, "address", "too_many", 6)
                .text("taxId", taxId, 0, 40)
                .matches("taxId", taxId, TAX_ID, "invalid");
    }
}
