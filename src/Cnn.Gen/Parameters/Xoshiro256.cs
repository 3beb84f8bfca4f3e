using System.Numerics;

namespace Cnn.Gen;

/// <summary>
/// The random generator of initial values: xoshiro256** 1.0 (Blackman and Vigna 2018), its state filled by SplitMix64. It uses integer
/// arithmetic, +, -, *, / and square roots only, so a seed gives the same numbers to the bit on every machine and version of .NET.
/// </summary>
internal sealed class Xoshiro256
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private double _spareNormal = double.NaN;

    /// <summary>The stream number <paramref name="stream"/> of <paramref name="seed"/>; streams are independent.</summary>
    public Xoshiro256(int seed, int stream)
    {
        ulong state = ((ulong)(uint)seed << 32) | (uint)stream;
        _s0 = SplitMix64(ref state);
        _s1 = SplitMix64(ref state);
        _s2 = SplitMix64(ref state);
        _s3 = SplitMix64(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal, by Marsaglia's polar method, which makes two at a time.</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            double spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }

        double u, v, s;
        do
        {
            u = (2 * NextUniform()) - 1;
            v = (2 * NextUniform()) - 1;
            s = (u * u) + (v * v);
        }
        while (s >= 1 || s == 0);

        double factor = Math.Sqrt(-2 * Log(s) / s);
        _spareNormal = v * factor;
        return u * factor;
    }

    /// <summary>
    /// The natural logarithm of a positive, normal number, to a few units in the last place. Math.Log asks the C library, whose last
    /// bit differs between systems.
    /// </summary>
    internal static double Log(double x)
    {
        int exponent = Math.ILogB(x);
        double mantissa = Math.ScaleB(x, -exponent); // [1, 2)
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        // log(m) = 2*atanh(t), t = (m - 1)/(m + 1), |t| < 0.172: twelve terms reach 1e-19.
        double t = (mantissa - 1) / (mantissa + 1);
        double sum = 0;
        for (int k = 23; k >= 1; k -= 2)
            sum = (sum * (t * t)) + (1.0 / k);
        return (2 * t * sum) + (exponent * 0.6931471805599453);
    }

    private static ulong SplitMix64(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
