namespace Cnn.Gen.Files;

/// <summary>The names that safetensors gives to element types.</summary>
internal static class TensorType
{
    public const string F64 = "F64";
    public const string F32 = "F32";
    public const string F16 = "F16";
    public const string BF16 = "BF16";

    /// <summary>Bytes of an element, or 0 for a type that we do not know.</summary>
    public static int Size(string type) => type switch
    {
        "F64" or "I64" or "U64" or "C64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" => 1,
        _ => 0,
    };

    /// <summary>Whether parameters can be read from it.</summary>
    public static bool IsReadable(string type) => type is F64 or F32 or F16 or BF16;
}
