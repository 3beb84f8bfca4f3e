using System.Runtime.CompilerServices;
using Cnn.Gen.Runtime;

namespace Cnn.Gen.Tests;

public class GuardTests
{
    [Fact]
    public void MessagesSayWhatWasExpectedAndWhatCame()
    {
        Assert.Equal(3, Guard.Images(72, 24, "x", "4x3x2"));
        var error = Assert.Throws<ArgumentException>("x", () => Guard.Images(73, 24, "x", "4x3x2"));
        Assert.Contains("24 elements (4x3x2)", error.Message);
        Assert.Contains("73", error.Message);

        Guard.Length(288, 288, "weight", "(3, 3, 1, 32)");
        error = Assert.Throws<ArgumentException>("weight", () => Guard.Length(287, 288, "weight", "(3, 3, 1, 32)"));
        Assert.Contains("288 elements (3, 3, 1, 32), but has 287", error.Message);
        Assert.Throws<ArgumentException>(() => Guard.Length(0, 1L << 32, "y", "(more than an int)"));

        Assert.False(Guard.Gradient(0, 24, "dx", "4x3x2"));
        Assert.True(Guard.Gradient(24, 24, "dx", "4x3x2"));
        error = Assert.Throws<ArgumentException>("dx", () => Guard.Gradient(23, 24, "dx", "4x3x2"));
        Assert.Contains("none where", error.Message);
    }

    [Fact]
    public void OverlapsAreFound()
    {
        var floats = new float[8];
        var doubles = new double[8];
        Guard.NoOverlap(floats.AsSpan(0, 4), floats.AsSpan(4), "x", "y");
        Guard.NoOverlap(doubles.AsSpan(0, 4), doubles.AsSpan(4), "x", "y");
        Assert.Throws<ArgumentException>("y", () => Guard.NoOverlap(floats.AsSpan(0, 5), floats.AsSpan(4), "x", "y"));
        Assert.Throws<ArgumentException>("y", () => Guard.NoOverlap(doubles, doubles, "x", "y"));
    }

    [Fact]
    public unsafe void ScratchIsAlignedGrowsAndIsTheThreadsOwn()
    {
        Span<float> first = KernelScratch<float>.Get(100);
        first[99] = 1;
        Assert.Equal(100, first.Length);
        Assert.True(Unsafe.AreSame(ref first[0], ref KernelScratch<float>.Get(50)[0]));
        foreach (long elements in new[] { 0L, 1, 17, 1000, 100_000 })
        {
            Span<float> scratch = KernelScratch<float>.Get(elements);
            Assert.Equal(elements, scratch.Length);
            scratch.Fill(2);
            fixed (float* pointer = KernelScratch<float>.Get(1))
                Assert.Equal(0u, (nuint)pointer % 64);
        }

        ref float here = ref KernelScratch<float>.Get(10)[0];
        nint mine = (nint)Unsafe.AsPointer(ref here), theirs = 0;
        var thread = new Thread(() => theirs = (nint)Unsafe.AsPointer(ref KernelScratch<float>.Get(10)[0]));
        thread.Start();
        thread.Join();
        Assert.NotEqual(mine, theirs);
        Assert.Throws<OutOfMemoryException>(() => KernelScratch<float>.Get(1L << 40));
    }
}
