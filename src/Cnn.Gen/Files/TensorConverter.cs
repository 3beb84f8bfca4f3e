using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Cnn.Gen.Files;

/// <summary>Turns the bytes of a tensor (little endian) into numbers.</summary>
internal static class TensorConverter
{
    /// <summary>Converts <paramref name="bytes"/>, exactly as many elements of <paramref name="type"/> as <paramref name="target"/> has; rounds to nearest.</summary>
    public static void Convert<T>(ReadOnlySpan<byte> bytes, string type, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (type)
        {
            case TensorType.F64:
                for (int i = 0; i < target.Length; i++)
                    target[i] = T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]));
                break;
            case TensorType.F32 when typeof(T) == typeof(float) && BitConverter.IsLittleEndian:
                bytes.CopyTo(MemoryMarshal.AsBytes(target));
                break;
            case TensorType.F32:
                for (int i = 0; i < target.Length; i++)
                    target[i] = T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]));
                break;
            case TensorType.F16:
                for (int i = 0; i < target.Length; i++)
                    target[i] = T.CreateTruncating(BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]));
                break;
            case TensorType.BF16: // The upper half of an F32.
                for (int i = 0; i < target.Length; i++)
                    target[i] = T.CreateTruncating(BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16));
                break;
            default:
                throw new ArgumentException($"Tensors of type {type} are not converted.", nameof(type));
        }
    }
}
