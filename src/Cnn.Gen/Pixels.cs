using Cnn.Gen.Runtime;

namespace Cnn.Gen;

/// <summary>Turns bytes of pictures into numbers for a network.</summary>
public static class Pixels
{
    /// <summary>(byte / 255 - mean) / deviation.</summary>
    /// <param name="bytes">The pixels.</param>
    /// <param name="destination">Room for as many numbers.</param>
    /// <param name="mean">The mean of a data set's byte / 255.</param>
    /// <param name="deviation">Their standard deviation.</param>
    /// <exception cref="ArgumentException">Different lengths.</exception>
    public static void ToFloat(ReadOnlySpan<byte> bytes, Span<float> destination, float mean = 0, float deviation = 1) =>
        ToFloat(bytes, destination, [mean], [deviation]);

    /// <summary>(byte / 255 - mean) / deviation, with a mean and deviation for each channel; channels are innermost.</summary>
    /// <param name="bytes">The pixels, (n, h, w, c).</param>
    /// <param name="destination">Room for as many numbers.</param>
    /// <param name="mean">The mean of byte / 255, for each channel.</param>
    /// <param name="deviation">The standard deviation, for each channel.</param>
    /// <exception cref="ArgumentException">Different lengths.</exception>
    public static void ToFloat(ReadOnlySpan<byte> bytes, Span<float> destination, ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        Guard.Length(destination.Length, bytes.Length, nameof(destination), "one for each byte");
        Guard.Length(deviation.Length, mean.Length, nameof(deviation), "one for each mean");
        if (mean.IsEmpty || bytes.Length % mean.Length != 0)
            throw new ArgumentException($"{bytes.Length:N0} bytes are not a whole number of pixels of {mean.Length:N0} channels.", nameof(mean));

        Span<float> table = stackalloc float[256]; // Each of the 256 divisions is made once.
        for (int channel = 0; channel < mean.Length; channel++)
        {
            for (int value = 0; value < table.Length; value++)
                table[value] = ((value / 255f) - mean[channel]) / deviation[channel];
            for (int i = channel; i < bytes.Length; i += mean.Length)
                destination[i] = table[bytes[i]];
        }
    }
}
