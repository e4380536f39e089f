package io.rowferry.shape;

import io.rowferry.table.Mask;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Masks one column's values. */
@FunctionalInterface
interface Masking {

    /** What takes the value's place; null is NULL. */
    @Nullable
    String of(@Nullable String value);

    static Masking of(Mask mask, MaskKey key) {
        if (mask instanceof Mask.Hmac hmac) {
            return hmac(hmac.digits(), key);
        } else if (mask instanceof Mask.KeepFirst first) {
            return value -> value == null ? null : keepFirst(value, first.characters());
        } else if (mask instanceof Mask.Constant constant) {
            return value -> constant.text();
        }
        return value -> null;
    }

    private static Masking hmac(int digits, MaskKey key) {
        Mac mac;
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256 and takes every key but an empty one", e);
        }
        return value -> value == null
                ? null
                : HexFormat.of()
                        .formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)))
                        .substring(0, digits);
    }

    private static String keepFirst(String value, int characters) {
        boolean longer = value.codePointCount(0, value.length()) > characters;
        return (longer ? value.substring(0, value.offsetByCodePoints(0, characters)) : "") + "***";
    }
}
