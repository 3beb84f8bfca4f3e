namespace Cnn.Gen.Compiler.Schedules;

/// <summary>The vectors of one kernel.</summary>
/// <param name="Bits">512, 256 or 128; 0 for plain scalars.</param>
/// <param name="Count">Elements in one.</param>
public readonly record struct Lanes(int Bits, int Count);

/// <summary>
/// A register file that code is made for. Each class has kernels of its own, since the best tile depends on how many registers there
/// are and how wide they are; which class runs is decided once, outside all loops.
/// </summary>
/// <param name="Name">The name of the generated class that holds its kernels.</param>
/// <param name="Bits">The widest vectors; 0 for scalar code.</param>
/// <param name="Registers">How many there are.</param>
public sealed record VectorClass(string Name, int Bits, int Registers)
{
    /// <summary>All classes, widest first: AVX-512; AVX2 with its 16 registers; NEON with its 32; anything else.</summary>
    public static IReadOnlyList<VectorClass> All { get; } =
        [new("Vectors512", 512, 32), new("Vectors256", 256, 16), new("Vectors128", 128, 32), new("Scalars", 0, 16)];

    /// <summary>The class for a width as users write it: 512, 256, 128, or 1 for scalars.</summary>
    public static VectorClass ForWidth(int bits) => All.Single(vectors => vectors.Bits == (bits == 1 ? 0 : bits));

    /// <summary>
    /// The vectors to run along <paramref name="length"/> elements: the narrowest of those that need the fewest, so that no lanes idle.
    /// </summary>
    public Lanes LanesFor(int length, bool isDouble)
    {
        if (Bits == 0)
            return new Lanes(0, 1);
        int elementBits = isDouble ? 64 : 32;
        var best = new Lanes(Bits, Bits / elementBits);
        for (int bits = Bits / 2; bits >= 128; bits /= 2)
        {
            int count = bits / elementBits;
            if ((length + count - 1) / count > (length + best.Count - 1) / best.Count)
                break;
            best = new Lanes(bits, count);
        }

        return best;
    }
}
