using System.Runtime.Intrinsics;
using Cnn.Gen.Runtime;
using Xunit;

namespace Cnn.Gen.Tests.Runtime;

/// <summary>
/// Every number of first lanes, at every width: a load has zeros behind them, a store leaves what stands behind them. Catches a half of a vector
/// that keeps what its register held before, and a store of one lane too many.
/// </summary>
public sealed class TailTests
{
    /// <summary>What stands in memory behind the lanes, and must not come or go.</summary>
    private const int Beyond = -7;

    [Fact]
    public void Single_lanes_come_and_go_alone() => AllCounts(number => (float)number);

    [Fact]
    public void Double_lanes_come_and_go_alone() => AllCounts(number => (double)number);

    private static void AllCounts<T>(Func<int, T> of)
        where T : unmanaged
    {
        for (int count = 1; count < Vector512<T>.Count; count++)
        {
            T[] source = Numbers(count, Vector512<T>.Count, of(Beyond), of);
            Assert.Equal(Numbers(count, Vector512<T>.Count, default, of), Loaded(source, count));
            Assert.Equal(source, Stored(of, Beyond, count));
        }
    }

    private static T[] Loaded<T>(T[] source, int count)
        where T : unmanaged
    {
        T[] result = new T[Vector512<T>.Count];
        Tail.Load512(ref source[0], count).CopyTo(result);
        if (count < Vector256<T>.Count)
            AssertLanes(Tail.Load256(ref source[0], count), result);
        if (count < Vector128<T>.Count)
            AssertLanes(Tail.Load128(ref source[0], count).ToVector256(), result);
        return result;
    }

    private static void AssertLanes<T>(Vector256<T> lanes, T[] expected)
        where T : unmanaged
    {
        for (int lane = 0; lane < Vector256<T>.Count; lane++)
            Assert.Equal(expected[lane], lanes.GetElement(lane));
    }

    private static T[] Stored<T>(Func<int, T> of, int beyond, int count)
        where T : unmanaged
    {
        T[] all = Numbers(Vector512<T>.Count, Vector512<T>.Count, default, of), result = Numbers(0, Vector512<T>.Count, of(beyond), of);
        Tail.Store(Vector512.Create(all), ref result[0], count);
        if (count < Vector256<T>.Count)
        {
            T[] narrow = Numbers(0, Vector512<T>.Count, of(beyond), of);
            Tail.Store(Vector256.Create(all), ref narrow[0], count);
            Assert.Equal(result, narrow);
        }

        return result;
    }

    /// <summary>1, 2, 3 .. for some first elements, <paramref name="rest"/> behind them.</summary>
    private static T[] Numbers<T>(int count, int length, T rest, Func<int, T> of) =>
        [.. Enumerable.Range(0, length).Select(element => element < count ? of(element + 1) : rest)];
}
